/** A command line or a setting that cannot be used; the message is a sentence that names it and says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
