import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { FactoryError } from '@image-factory/errors';
import type { Request } from 'express';

/** Fields that exclude or redact, alone or as `name[]` in a query. */
const EXCLUSION = /^(?:exclude|blank_env|redact_env)(?:\[|$)/;

/**
 * Refuses fields that v1 does not support: ignoring them, like other unknown fields, would publish the excluded
 * content.
 */
@Injectable()
export class RefuseExclusionsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { body, query } = context.switchToHttp().getRequest<Request<unknown, unknown, unknown>>();
    const name = [...namesIn(body), ...namesIn(query)].find((each) => EXCLUSION.test(each));
    if (name === undefined) return true;
    throw new FactoryError(
      'invalid_request',
      `v1 does not support ${name}: the image would contain the excluded content.`,
      {
        hint: 'Send the commit to POST /v2/commits.',
      },
    );
  }
}

function namesIn(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
