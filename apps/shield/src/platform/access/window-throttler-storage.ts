import type { ThrottlerStorage } from '@nestjs/throttler';

type Hits = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Request count of one caller, valid until a moment (Unix milliseconds). */
interface Window {
  hits: number;
  readonly endsAt: number;
}

/**
 * Counts requests in windows of fixed length. The library's own storage keeps a list of each caller's requests of the
 * last minute and scans it at every request, which is slow for a busy platform; this one keeps two numbers per caller.
 */
export class WindowThrottlerStorage implements ThrottlerStorage {
  private readonly windows = new Map<string, Window>();
  private tidyAt = 0;

  /** @param ttl length of a window, in milliseconds */
  increment(key: string, ttl: number, limit: number): Promise<Hits> {
    const now = Date.now();
    if (now >= this.tidyAt) this.tidy(now, ttl);
    const window = this.windowOf(key, now, ttl);
    window.hits++;
    const left = Math.ceil((window.endsAt - now) / 1000);
    const isBlocked = window.hits > limit;
    const timeToBlockExpire = isBlocked ? left : 0;
    return Promise.resolve({ totalHits: window.hits, timeToExpire: left, isBlocked, timeToBlockExpire });
  }

  private windowOf(key: string, now: number, ttl: number): Window {
    const current = this.windows.get(key);
    if (current && current.endsAt > now) return current;
    const next = { hits: 0, endsAt: now + ttl };
    this.windows.set(key, next);
    return next;
  }

  private tidy(now: number, ttl: number): void {
    this.tidyAt = now + ttl;
    for (const [key, { endsAt }] of this.windows) if (endsAt <= now) this.windows.delete(key);
  }
}
