import { ERROR_CATALOGUE, type ErrorCode, type ErrorEntry } from './catalogue.js';

/**
 * A failure that is told to people: a stable code and one sentence.
 * Whoever makes one leaves every secret out of the sentence.
 */
export class FactoryError extends Error {
  override readonly name = 'FactoryError';

  /**
   * @param code stable code from the catalogue
   * @param message one sentence that names what is wrong, without secrets
   * @param options `hint` overrides the catalogue's; `extensions` are further fields of the answer;
   *   `cause` is for the log alone
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    private readonly options: { hint?: string; extensions?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
  }

  /** What the catalogue says about this kind of failure. */
  get entry(): ErrorEntry {
    return ERROR_CATALOGUE[this.code];
  }

  /** HTTP status code of the v2 API. */
  get status(): number {
    return this.entry.status;
  }

  /** Whether trying again may help. */
  get retryable(): boolean {
    return this.entry.retryable;
  }

  /** What a person can do about it, where something can be done. */
  get hint(): string | undefined {
    return this.options.hint ?? this.entry.hint;
  }

  /** Further fields that an answer carries, such as the id of the save that is in the way. */
  get extensions(): Readonly<Record<string, string>> {
    return this.options.extensions ?? {};
  }

  /** The sentence and its hint, as `msg` and `status_msg` show them. */
  get explanation(): string {
    return this.hint ? `${this.message} ${this.hint}` : this.message;
  }

  /**
   * What a log line says of it: the sentence, or for an unexpected error the stack of its cause, which only the log
   * may have.
   */
  get logText(): string {
    if (this.code !== 'internal' || this.cause === undefined) return this.message;
    return this.cause instanceof Error ? (this.cause.stack ?? this.cause.message) : JSON.stringify(this.cause);
  }

  /** The error itself if it is told to people already, else an `internal` one that keeps it as its cause. */
  static from(error: unknown): FactoryError {
    if (error instanceof FactoryError) return error;
    return new FactoryError('internal', 'Something unexpected went wrong.', { cause: error });
  }
}
