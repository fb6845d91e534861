import { FactoryError, type ErrorCode } from '@image-factory/errors';

const SENTENCE_MAX_LENGTH = 500;

/** Rejection of dockerode: a response of the runtime if it has a status code, else a failed connection. */
interface EngineRejection {
  readonly message?: string;
  readonly statusCode?: number;
  readonly reason?: string;
  readonly json?: unknown;
  readonly code?: string;
}

/** Parsed from the message, since the status of all of them is 500. */
const KNOWN_SENTENCES: readonly { readonly pattern: RegExp; readonly code: ErrorCode }[] = [
  { pattern: /no space left on device|disk quota exceeded/i, code: 'disk_full' },
  { pattern: /max depth exceeded|too many layers/i, code: 'too_many_layers' },
  { pattern: /no such container/i, code: 'container_not_found' },
];

/** HTTP status code of the runtime's response; undefined without a response. */
export function engineStatus(error: unknown): number | undefined {
  return (error as EngineRejection | null)?.statusCode;
}

/** Result of a call; undefined if the runtime has no such object. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (engineStatus(error) === 404) return undefined;
    throw error;
  }
}

/** Whether the runtime refuses the API version of the call. */
export function refusesVersion(error: unknown): boolean {
  const message = (error as EngineRejection | null)?.message ?? '';
  return engineStatus(error) === 400 && /client version \S+ is too (?:old|new)/.test(message);
}

/**
 * Converts a rejection of dockerode to a FactoryError. The original is not kept as the cause: it may hold the request,
 * and thus a login.
 *
 * @param address of the runtime, for messages
 * @param action attempted action: `commit the container`
 */
export function engineError(error: unknown, address: string, action: string): FactoryError {
  if (error instanceof FactoryError) return error;
  const rejection = (error ?? {}) as EngineRejection;
  if (rejection.statusCode === undefined) return unreachable(rejection, address);
  const sentence = sentenceOf(rejection);
  const known = KNOWN_SENTENCES.find(({ pattern }) => pattern.test(sentence));
  return new FactoryError(known?.code ?? 'engine_failed', `The engine could not ${action}: ${sentence}`);
}

/** Formats a message of the runtime as a sentence: one line, bounded, with a full stop. */
export function asSentence(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, SENTENCE_MAX_LENGTH);
  if (line === '') return 'no reason was given.';
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function unreachable({ code }: EngineRejection, address: string): FactoryError {
  const detail = code ? ` (${code})` : '';
  return new FactoryError('engine_unreachable', `The container engine at ${address} does not answer${detail}.`);
}

function sentenceOf({ message = '', statusCode, reason, json }: EngineRejection): string {
  const reported = (json as { message?: unknown } | null)?.message;
  if (typeof reported === 'string' && reported !== '') return asSentence(reported);
  const prefix = `(HTTP code ${statusCode}) ${reason ?? 'unexpected'} - `;
  return asSentence(message.startsWith(prefix) ? message.slice(prefix.length) : message);
}
