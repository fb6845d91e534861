import type { ErrorCode, FactoryError } from '@image-factory/errors';
import { Catch } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FailureFilter } from './failure.filter.js';

/** Failures of the call itself; v1 answers all others with the status code of success. */
const WITH_STATUS_CODE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'invalid_request',
  'invalid_image_reference',
  'invalid_container',
  'unauthorized',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'shutting_down',
  'body_too_large',
  'rate_limited',
  'internal',
]);

/** Answers every failure of a v1 call as the envelope `{success: false, msg}`. */
@Catch()
export class EnvelopeFilter extends FailureFilter {
  /** @param extra additional fields of a failure of this route */
  constructor(private readonly extra: Readonly<Record<string, unknown>> = {}) {
    super();
  }

  override answer(error: FactoryError, response: Response): void {
    if (WITH_STATUS_CODE.has(error.code)) response.status(error.status);
    response.json({ success: false, ...this.fields(error), ...this.extra, ...error.extensions });
  }

  protected fields({ code, explanation }: FactoryError): Readonly<Record<string, unknown>> {
    return { msg: explanation, error_code: code };
  }
}

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
          hint,
          request_id: id,
          ...extensions,
        }),
      );
  }
}

/** Answers every failure in the format of the called API version. */
@Catch()
export class AnyFailureFilter extends FailureFilter {
  private readonly envelopes = new EnvelopeFilter();
  private readonly problems = new ProblemFilter();

  override answer(error: FactoryError, response: Response, request: Request): void {
    const isNewer = request.originalUrl.startsWith('/v2/');
    (isNewer ? this.problems : this.envelopes).answer(error, response, request);
  }
}
