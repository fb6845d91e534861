import { Catch } from '@nestjs/common';
import type { FactoryError } from '@image-factory/errors';
import type { Request, Response } from 'express';
import { EnvelopeFilter } from './envelope.filter.js';
import { FailureFilter } from './failure.filter.js';
import { ProblemFilter } from './problem.filter.js';

/** Answers every failure as the version of the API that was called has it. */
@Catch()
export class AnyFailureFilter extends FailureFilter {
  private readonly envelopes = new EnvelopeFilter();
  private readonly problems = new ProblemFilter();

  override answer(error: FactoryError, response: Response, request: Request): void {
    const isNewer = request.originalUrl.startsWith('/v2/');
    (isNewer ? this.problems : this.envelopes).answer(error, response, request);
  }
}
