import { ERROR_CATALOGUE, type ErrorCode, type ErrorEntry } from './catalogue.js';
import { redact } from './redact.js';

/**
 * A failure that people see: a stable code and one sentence. Secrets with a recognisable form are removed from the
 * sentence; code that quotes a foreign text removes the secrets that it may repeat by `redact`.
 */
export class FactoryError extends Error {
  override readonly name = 'FactoryError';

  /**
   * @param code stable code from the catalogue
   * @param message one sentence that names the failure
   * @param options `hint` overrides the catalogue's; `extensions` are additional fields of the response; `cause`
   *   appears only in the log
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    private readonly options: { hint?: string; extensions?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(redact(message), 'cause' in options ? { cause: options.cause } : undefined);
  }

  /** Catalogue entry of this code. */
  get entry(): ErrorEntry {
    return ERROR_CATALOGUE[this.code];
  }

  /** HTTP status code of the v2 API. */
  get status(): number {
    return this.entry.status;
  }

  /** Whether a retry may succeed. */
  get retryable(): boolean {
    return this.entry.retryable;
  }

  /** The hint of this occurrence, if it differs from the catalogue's. */
  get ownHint(): string | undefined {
    return this.options.hint === this.entry.hint ? undefined : this.options.hint;
  }

  /** Remedy that a person can apply, if there is one. */
  get hint(): string | undefined {
    return this.options.hint ?? this.entry.hint;
  }

  /** Additional fields of the response, such as the id of the conflicting commit. */
  get extensions(): Readonly<Record<string, string>> {
    return this.options.extensions ?? {};
  }

  /** The sentence and its hint, as in `msg` and `status_msg`. */
  get explanation(): string {
    return explanationOf(this.message, this.hint);
  }

  /**
   * Text of a log line: the sentence, or for an unexpected error the stack of its cause, which must appear only in the
   * log.
   */
  get logText(): string {
    if (this.code !== 'internal' || this.cause === undefined) return this.message;
    return this.cause instanceof Error ? (this.cause.stack ?? this.cause.message) : JSON.stringify(this.cause);
  }

  /** The error itself if it is a FactoryError, else an `internal` one with the error as its cause. */
  static from(error: unknown): FactoryError {
    if (error instanceof FactoryError) return error;
    return new FactoryError('internal', 'Internal error.', { cause: error });
  }
}

/** A sentence and its hint, as in `msg` and `status_msg`. */
export function explanationOf(sentence: string, hint: string | undefined): string {
  return hint === undefined ? sentence : `${sentence} ${hint}`;
}
