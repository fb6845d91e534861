import { HttpException } from '@nestjs/common';
import { type ErrorCode, FactoryError } from '@image-factory/errors';

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  429: 'rate_limited',
};

/** Whatever ended a request, as a failure that can be told: ours, the framework's, or that of a body parser. */
export function caughtError(exception: unknown): FactoryError {
  if (exception instanceof FactoryError) return exception;
  const status = statusOf(exception);
  if (status === undefined || status >= 500) return FactoryError.from(exception);
  const code = CODE_OF_STATUS[status] ?? 'invalid_request';
  return new FactoryError(code, sentenceOf(code, exception as Error), { cause: exception });
}

function statusOf(exception: unknown): number | undefined {
  if (exception instanceof HttpException) return exception.getStatus();
  const status = (exception as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 ? status : undefined;
}

function sentenceOf(code: ErrorCode, exception: Error): string {
  if (code === 'body_too_large') return 'The request body is larger than 1 MiB.';
  if (code === 'rate_limited') return 'Too many requests from this address.';
  if (code === 'not_found') return `${exception.message}.`;
  // A parser's own words quote the body, and that may hold a password.
  if (exception.message.includes('JSON')) return 'The request body is not valid JSON.';
  return `The request cannot be read: ${exception.message}.`;
}
