import { createHash, timingSafeEqual } from 'node:crypto';
import { FactoryError } from '@image-factory/errors';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Lets a call through that carries one of some tokens: `Authorization: Bearer <token>`. Without tokens, any call. */
export abstract class BearerTokenGuard implements CanActivate {
  private readonly digests: readonly Buffer[];

  /** @param tokens comma separated, so that an old and a new one are good while they are exchanged */
  protected constructor(tokens: string | undefined) {
    this.digests = tokenList(tokens).map(digest);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (this.admits(request)) return true;
    const fault = tokenOf(request) === undefined ? 'The call carries no token.' : 'The token of the call is not known.';
    throw new FactoryError('unauthorized', fault);
  }

  /** Whether a call may pass. */
  admits(request: Pick<Request, 'headers'>): boolean {
    if (this.digests.length === 0) return true;
    const sent = tokenOf(request);
    return sent !== undefined && this.knows(digest(sent));
  }

  /** Takes the same time wherever the difference is, and compares with every token. */
  private knows(sent: Buffer): boolean {
    return this.digests.reduce((known, token) => timingSafeEqual(token, sent) || known, false);
  }
}

function tokenOf({ headers: { authorization = '' } }: Pick<Request, 'headers'>): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The tokens of a comma separated list. */
export function tokenList(tokens: string | undefined): string[] {
  return (tokens ?? '')
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

/** The header that carries the first token of a list; none without a token. */
export function bearer(tokens: string | undefined): Record<string, string> {
  const [token] = tokenList(tokens);
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
