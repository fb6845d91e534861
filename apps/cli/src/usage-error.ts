/** An invalid argument or setting; the message names it and the fix in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
