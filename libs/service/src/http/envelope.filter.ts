import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ErrorCode, FactoryError } from '@image-factory/errors';
import { caughtError } from './caught-error.js';

/** Failures of the call itself; every other one is a business failure, which v1 answers with the code of success. */
const KEEPS_ITS_STATUS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'invalid_request',
  'invalid_image_reference',
  'invalid_container',
  'unauthorized',
  'forbidden',
  'not_found',
  'body_too_large',
  'rate_limited',
  'internal',
]);

/** Failures that an operator wants to hear of, whatever was called. */
const TURNED_AWAY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['unauthorized', 'forbidden']);

/** Answers every failure of a v1 call as the envelope `{success: false, msg}`. */
@Catch()
export class EnvelopeFilter implements ExceptionFilter {
  private readonly logger = new Logger(EnvelopeFilter.name);

  /** @param extra fields that a failure of this route carries besides */
  constructor(private readonly extra: Readonly<Record<string, unknown>> = {}) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const error = caughtError(exception);
    if (error.code === 'internal') this.logger.error(error.cause ?? error);
    if (TURNED_AWAY.has(error.code)) this.tellOfStranger(host.switchToHttp().getRequest<Request>(), error);
    if (response.headersSent) return;
    if (KEEPS_ITS_STATUS.has(error.code)) response.status(error.status);
    response.json(this.envelope(error));
  }

  private tellOfStranger({ method, path, ip }: Request, { code }: FactoryError): void {
    this.logger.warn({ method, path, ip, code }, 'turned away');
  }

  private envelope(error: FactoryError) {
    return { success: false, msg: error.explanation, error_code: error.code, ...this.extra, ...error.extensions };
  }
}
