/** A configuration that cannot be used; the message is one sentence that names the key or the file. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
