import { FactoryError, type ErrorCode, redact } from '@image-factory/errors';
import { refusalIn, refusalOf, type RegistryStep } from './refusal.js';

/** TLS error codes of a peer without TLS. */
const NOT_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL|EPROTO/;
/** TLS error codes of a missing trust, in either direction. */
const NOT_TRUSTED =
  /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|UNKNOWN_CA|PATH_LENGTH_EXCEEDED|INVALID_CA/;
/** Error codes of the distribution API with the same meaning for all requests. */
const API_CODES: Readonly<Record<string, ErrorCode>> = {
  NAME_INVALID: 'registry_repository_missing',
  DENIED: 'registry_denied',
  PROJECTPOLICYVIOLATION: 'registry_policy',
};
/** Another push of the same layer may be about to complete it. */
const BLOB_MISSING = ['MANIFEST_BLOB_UNKNOWN', 'BLOB_UNKNOWN'];

/** Limit on the wait that a registry may demand with Retry-After. */
const RETRY_AFTER_MAX_MS = 30_000;
/** Limit on the quoted message of a registry, in characters. */
const REASON_MAX_LENGTH = 200;
/** Limit on the part of a refusal that is searched for known phrases, in characters and errors. */
const TEXT_MAX_LENGTH = 4096;
const ERRORS_MAX = 10;

/** The innermost connection error code of Node, such as ECONNREFUSED. */
function connectionCode(error: unknown): string {
  let at = error as { name?: unknown; code?: unknown; cause?: unknown } | undefined;
  for (let depth = 0; at && depth < 5; depth++) {
    if (typeof at.code === 'string') return at.code;
    at = at.cause as typeof at;
  }
  return 'no answer';
}

/** The failure of an aborted operation: the reason of the signal if that is a FactoryError, else `cancelled`. */
export function abortFailure({ reason }: AbortSignal): FactoryError {
  if (reason instanceof FactoryError) return reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError') {
    return new FactoryError('registry_unreachable', 'The registry did not answer in time.');
  }
  return new FactoryError('cancelled', 'The commit was cancelled.');
}

/** The failure of a request without a response. */
export function connectionFailure(registry: string, error: unknown, signal: AbortSignal): FactoryError {
  if (signal.aborted) return abortFailure(signal);
  if (error instanceof FactoryError) return error;
  const code = connectionCode(error);
  if (NOT_TLS.test(code)) {
    return new FactoryError('registry_insecure', `The registry ${registry} does not speak HTTPS.`, { cause: error });
  }
  if (NOT_TRUSTED.test(code)) {
    const sentence = `The certificate of the registry ${registry} is not trusted (${code}).`;
    return new FactoryError('registry_untrusted', sentence, { cause: error });
  }
  const sentence = `The registry ${registry} cannot be reached (${code}).`;
  return new FactoryError('registry_unreachable', sentence, { cause: error });
}

/** An unexpected response to a request. */
export class AnswerFailure extends FactoryError {
  /**
   * @param statusCode of the response
   * @param retryAfterMs wait that the registry demands before a retry; 0 if unspecified
   */
  constructor(
    code: ErrorCode,
    message: string,
    readonly statusCode: number,
    readonly retryAfterMs: number,
  ) {
    super(code, message);
  }
}

/** The delay before a retry that a registry demands with a failure, in milliseconds. */
export function demandedDelayMs(error: unknown): number {
  return error instanceof AnswerFailure ? error.retryAfterMs : 0;
}

/** Whether a retry may succeed soon; false if the registry demands a long wait. */
export function mayPassSoon(error: unknown): boolean {
  return error instanceof FactoryError && error.retryable && demandedDelayMs(error) <= RETRY_AFTER_MAX_MS;
}

/** A response that is a failure. */
export interface FailedAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Content of a refusal's body. */
interface Refusal {
  /** Error codes of the distribution API. */
  readonly codes: readonly string[];
  /** All messages in one line; empty for an HTML page. */
  readonly text: string;
  /** The part that people see. */
  readonly reason: string;
}

/** Parses the distribution API's `errors`, an OAuth2 error, or plain text, which people do not see. */
function readRefusal(body: string): Refusal {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { codes: [], text: body.trimStart().startsWith('<') ? '' : oneLine([body]), reason: '' };
  }
  const { errors, details, error_description: described } = (parsed ?? {}) as Record<string, unknown>;
  const all = Array.isArray(errors) ? (errors as unknown[]).slice(0, ERRORS_MAX) : [];
  const words = all.map((each) => {
    const { code, message } = (each ?? {}) as Record<string, unknown>;
    return [code, message];
  });
  const codes = words.map(([code]) => code).filter((code) => typeof code === 'string');
  const first = words[0] ?? [described ?? details];
  return { codes, text: oneLine(words.length > 0 ? words.flat() : first), reason: oneLine(first) };
}

function oneLine(words: readonly unknown[]): string {
  const text = words.filter((word): word is string => typeof word === 'string').join(': ');
  return text.slice(0, TEXT_MAX_LENGTH).replace(/\s+/g, ' ').trim();
}

/**
 * The failure for an unexpected response.
 *
 * @param what description of the request, as in "the upload of a layer to a/b"
 * @param secrets removed from the message even if the registry repeats them
 */
export function answerFailure(
  registry: string,
  what: string,
  step: RegistryStep,
  { statusCode, headers, body }: FailedAnswer,
  secrets: readonly string[],
): AnswerFailure {
  const refusal = readRefusal(body);
  const reason = redact(refusal.reason, secrets)
    .slice(0, REASON_MAX_LENGTH)
    .replace(/[.\s]+$/, '');
  const sentence = `The registry ${registry} answered ${statusCode} to ${what}${reason ? ` (${reason})` : ''}.`;
  const code = codeOf(step, statusCode, refusal);
  return new AnswerFailure(code, sentence, statusCode, retryAfterMs(headers['retry-after'], Date.now()));
}

function codeOf(step: RegistryStep, status: number, { codes, text }: Refusal): ErrorCode {
  if (status === 429 || status === 408) return 'registry_failed';
  if (status === 401) return 'registry_unauthorized';
  if (codes.includes('NAME_UNKNOWN')) return 'registry_repository_missing';
  if (step === 'publish' && status === 404 && codes.some((code) => BLOB_MISSING.includes(code))) {
    return 'registry_failed';
  }
  const byCode = codes.map((code) => API_CODES[code]).find((code) => code !== undefined);
  return refusalIn(text) ?? byCode ?? refusalOf(step, status);
}

/** The wait that `Retry-After` demands: it contains seconds or a date. */
export function retryAfterMs(header: string | string[] | undefined, now: number): number {
  const value = [header].flat()[0]?.trim();
  if (!value) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? 0 : Math.max(ms, 0);
}
