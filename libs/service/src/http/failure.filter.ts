import { type ErrorCode, FactoryError } from '@image-factory/errors';
import { type ArgumentsHost, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';

/** Rejections that are logged for every route, since they may be attacks. */
const LOGGED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['unauthorized', 'forbidden']);

/** Answers every failure of a call, and logs unexpected errors and rejected tokens. */
export abstract class FailureFilter implements ExceptionFilter {
  private readonly logger = new Logger(FailureFilter.name);

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const error = caughtError(exception);
    if (error.code === 'internal') this.logger.error(error.cause ?? error);
    if (LOGGED.has(error.code)) this.logRejection(request, error);
    if (!response.headersSent) this.answer(error, response, request);
  }

  abstract answer(error: FactoryError, response: Response, request: Request): void;

  private logRejection({ method, path, ip }: Request, { code }: FactoryError): void {
    this.logger.warn({ method, path, ip, code }, 'request rejected: invalid token');
  }
}

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  429: 'rate_limited',
};

/** Converts any thrown value to a FactoryError: also those of the framework and of the body parser. */
function caughtError(exception: unknown): FactoryError {
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
  // The parser's message quotes the body, which may contain a password.
  if (exception.message.includes('JSON')) return 'The request body is not valid JSON.';
  return `The request cannot be read: ${exception.message}.`;
}
