import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WindowThrottlerStorage } from './window-throttler-storage.js';

describe('WindowThrottlerStorage', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('blocks requests over the limit until the window ends, separately for each caller', async () => {
    const storage = new WindowThrottlerStorage();
    for (const hits of [1, 2]) {
      expect(await storage.increment('a', 60_000, 2)).toMatchObject({ totalHits: hits, isBlocked: false });
    }
    jest.setSystemTime(1_015_000);
    const over = { totalHits: 3, timeToExpire: 45, isBlocked: true, timeToBlockExpire: 45 };
    expect(await storage.increment('a', 60_000, 2)).toEqual(over);
    expect(await storage.increment('b', 60_000, 2)).toMatchObject({ totalHits: 1, isBlocked: false });
    jest.setSystemTime(1_060_000);
    expect(await storage.increment('a', 60_000, 2)).toMatchObject({ totalHits: 1, isBlocked: false });
  });
});
