import { type ArgumentsHost, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ErrorCode, FactoryError } from '@image-factory/errors';
import { caughtError } from './caught-error.js';

/** Failures that an operator wants to hear of, whatever was called. */
const TURNED_AWAY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['unauthorized', 'forbidden']);

/** Answers every failure of a call; what is worth it gets into the log. */
export abstract class FailureFilter implements ExceptionFilter {
  private readonly logger = new Logger(FailureFilter.name);

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const error = caughtError(exception);
    if (error.code === 'internal') this.logger.error(error.cause ?? error);
    if (TURNED_AWAY.has(error.code)) this.tellOfStranger(request, error);
    if (!response.headersSent) this.answer(error, response, request);
  }

  abstract answer(error: FactoryError, response: Response, request: Request): void;

  private tellOfStranger({ method, path, ip }: Request, { code }: FactoryError): void {
    this.logger.warn({ method, path, ip, code }, 'turned away');
  }
}
