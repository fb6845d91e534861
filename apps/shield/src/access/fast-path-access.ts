import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import { ApiTokenGuard } from './api-token.guard.js';

/** Over what time calls are counted, in milliseconds. */
export const WINDOW = 60_000;

/** Whose call it is, for counting: an IPv4 address, or the network that an IPv6 address is from. */
export function callerOf({ ip }: { readonly ip?: string }): string {
  return normalizeIp(ip ?? '') ?? '';
}

/** What the token guard of `ForPlatform` asks of a call, for an answer that is given before it gets to them. */
@Injectable()
export class FastPathAccess {
  constructor(private readonly tokens: ApiTokenGuard) {}

  /** Whether a call carries a token that is known, where one is needed. */
  knows(request: IncomingMessage): boolean {
    return this.tokens.admits(request);
  }
}
