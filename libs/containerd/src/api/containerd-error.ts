import { type ServiceError, status } from '@grpc/grpc-js';
import { type ErrorCode, FactoryError } from '@image-factory/errors';

const SENTENCE_MAX_LENGTH = 500;

/** Error codes by containerd's messages, whose status is always UNKNOWN. */
const KNOWN_SENTENCES: readonly { readonly pattern: RegExp; readonly code: ErrorCode }[] = [
  { pattern: /no space left on device|disk quota exceeded/i, code: 'disk_full' },
];

/** Reasons of a failed connection, by the code of the system call. */
const OBSTACLES: Readonly<Record<string, string>> = {
  EACCES: 'This process may not use the socket (EACCES)',
  EPERM: 'This process may not use the socket (EPERM)',
  ENOENT: 'There is no such socket (ENOENT)',
  ENOTSOCK: 'That file is no socket (ENOTSOCK)',
  ECONNREFUSED: 'Nothing listens on the socket (ECONNREFUSED)',
};

/** A failed call of containerd. */
export class ContainerdError extends FactoryError {
  constructor(
    code: ErrorCode,
    message: string,
    /** Status code of gRPC. */
    readonly grpcStatus: number,
  ) {
    super(code, message);
  }
}

/** Whether containerd has no such object. */
export function isMissing(error: unknown): boolean {
  return error instanceof ContainerdError && error.grpcStatus === (status.NOT_FOUND as number);
}

/** Whether containerd already has such an object. */
export function isPresent(error: unknown): boolean {
  return error instanceof ContainerdError && error.grpcStatus === (status.ALREADY_EXISTS as number);
}

/** Ignores that something exists already. @throws every other error */
export function unlessPresent(error: unknown): void {
  if (!isPresent(error)) throw error;
}

/**
 * Converts the failure of a call.
 *
 * @param address of containerd, for messages
 * @param action attempted action: `list the containers`
 */
export function containerdError(error: unknown, address: string, action: string): FactoryError {
  if (error instanceof FactoryError) return error;
  const { code = status.UNKNOWN, details = '', message = '' } = (error ?? {}) as Partial<ServiceError>;
  if (code === status.UNAVAILABLE)
    return new ContainerdError('engine_unreachable', unavailable(details, address), code);
  if (code === status.DEADLINE_EXCEEDED) {
    const sentence = `containerd at ${address} did not ${action} in time.`;
    return new ContainerdError('engine_unreachable', sentence, code);
  }
  if (code === status.CANCELLED) return new ContainerdError('cancelled', 'The call to containerd was cancelled.', code);
  const sentence = asSentence(details || message);
  const known = KNOWN_SENTENCES.find(({ pattern }) => pattern.test(sentence));
  return new ContainerdError(known?.code ?? 'engine_failed', `containerd could not ${action}: ${sentence}`, code);
}

function unavailable(details: string, address: string): string {
  const [code = ''] = /\bE[A-Z]{3,}\b/.exec(details) ?? [];
  const obstacle = OBSTACLES[code];
  if (obstacle) return `containerd cannot be reached at ${address}: ${obstacle}.`;
  return `containerd at ${address} does not answer${code ? ` (${code})` : ''}.`;
}

/** One line, bounded, with a full stop. */
function asSentence(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, SENTENCE_MAX_LENGTH);
  if (line === '') return 'no reason was given.';
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
