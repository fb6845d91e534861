import { Catch } from '@nestjs/common';
import type { FactoryError } from '@image-factory/errors';
import type { Request, Response } from 'express';
import { FailureFilter } from './failure.filter.js';

/** Answers every failure of a v2 call as problem details (RFC 9457). */
@Catch()
export class ProblemFilter extends FailureFilter {
  override answer(error: FactoryError, response: Response, request: Request): void {
    const { code, status, message, hint, extensions, entry } = error;
    const { id } = request as { id?: unknown };
    response
      .status(status)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: `urn:image-factory:error:${code}`,
          title: entry.title,
          status,
          detail: message,
          code,
          hint: hint || undefined,
          request_id: id,
          ...extensions,
        }),
      );
  }
}
