import { createHash, timingSafeEqual } from 'node:crypto';
import { FactoryError } from '@image-factory/errors';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Admits calls that carry one of the tokens as `Authorization: Bearer <token>`; without tokens, all calls. */
export abstract class BearerTokenGuard implements CanActivate {
  private readonly digests: readonly Buffer[];

  /** @param tokens comma separated, so that the old and the new token are both valid during a rotation */
  protected constructor(tokens: string | undefined) {
    this.digests = tokenList(tokens).map(digest);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (this.admits(request)) return true;
    const fault = tokenOf(request) === undefined ? 'The request has no token.' : 'The token of the request is invalid.';
    throw new FactoryError('unauthorized', fault);
  }

  /** Whether a call is admitted. */
  admits(request: Pick<Request, 'headers'>): boolean {
    if (this.digests.length === 0) return true;
    const sent = tokenOf(request);
    return sent !== undefined && this.isValid(digest(sent));
  }

  /** Constant-time comparison with every token. */
  private isValid(sent: Buffer): boolean {
    return this.digests.reduce((known, token) => timingSafeEqual(token, sent) || known, false);
  }
}

function tokenOf({ headers: { authorization = '' } }: Pick<Request, 'headers'>): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Splits a comma-separated list of tokens. */
export function tokenList(tokens: string | undefined): string[] {
  return (tokens ?? '')
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

/** The Authorization header with the first token of a list; none without a token. */
export function bearer(tokens: string | undefined): Record<string, string> {
  const [token] = tokenList(tokens);
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
