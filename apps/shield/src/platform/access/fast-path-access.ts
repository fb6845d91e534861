import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import { ApiTokenGuard } from './for-platform.js';

/** Window of the rate limit, in milliseconds. */
export const WINDOW = 60_000;

/** The caller that the rate limit counts: an IPv4 address, or the network of an IPv6 address. */
export function callerOf({ ip }: { readonly ip?: string }): string {
  return normalizeIp(ip ?? '') ?? '';
}

/** Token check of `ForPlatform` for responses that bypass the guards. */
@Injectable()
export class FastPathAccess {
  constructor(private readonly tokens: ApiTokenGuard) {}

  /** Whether a call carries a valid token, if one is required. */
  knows(request: IncomingMessage): boolean {
    return this.tokens.admits(request);
  }
}
