import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { normalizeIp, ThrottlerStorage } from '@nestjs/throttler';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { ApiTokenGuard } from './api-token.guard.js';

/** Over what time calls are counted, in milliseconds. */
export const WINDOW = 60_000;

/** Whose call it is, for counting: an IPv4 address, or the network that an IPv6 address is from. */
export function callerOf({ ip }: { readonly ip?: string }): string {
  return normalizeIp(ip ?? '') ?? '';
}

/** What the guards of `ForPlatform` ask of a call, for an answer that is given before it gets to them. */
@Injectable()
export class QuickAccess {
  constructor(
    private readonly configuration: ShieldConfiguration,
    private readonly tokens: ApiTokenGuard,
    @Inject(ThrottlerStorage) private readonly hits: ThrottlerStorage,
  ) {}

  /** Whether a call carries a token that is known, where one is needed. */
  knows(request: IncomingMessage): boolean {
    return this.tokens.admits(request);
  }

  /** Counts a call. @returns whether its caller has not made too many */
  async count({ socket }: IncomingMessage): Promise<boolean> {
    const { rate_limit } = this.configuration;
    if (rate_limit === 0) return true;
    const { isBlocked } = await this.hits.increment(
      callerOf({ ip: socket.remoteAddress }),
      WINDOW,
      rate_limit,
      WINDOW,
      'default',
    );
    return !isBlocked;
  }
}
