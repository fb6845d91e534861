import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Backoff } from './backoff.js';

const EXACT = { initialMs: 1_000, maxMs: 15_000, jitter: 0 };

describe('Backoff', () => {
  it('doubles the delay up to its longest', () => {
    const backoff = new Backoff(EXACT);
    const delays = [1, 2, 3, 4, 5, 6].map((failures) => backoff.after(failures)?.delayMs);
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  it('ends after its retries', () => {
    const backoff = new Backoff({ ...EXACT, retries: 2 });
    expect([1, 2, 3].map((failures) => backoff.after(failures)?.number)).toEqual([1, 2, undefined]);
  });

  it('spreads delays by its jitter, never beyond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, jitter) => {
        const exact = new Backoff(EXACT).after(failures)!.delayMs;
        const { delayMs } = new Backoff({ ...EXACT, jitter }).after(failures)!;
        expect(Math.abs(delayMs - exact)).toBeLessThanOrEqual(Math.ceil(exact * jitter));
      }),
    );
    const delays = Array.from({ length: 50 }, () => new Backoff({ initialMs: 10_000 }).after(1)!.delayMs);
    expect(new Set(delays).size).toBeGreaterThan(1);
  });

  it('describes a retry in the words that every log line uses', () => {
    expect(String(new Backoff({ ...EXACT, retries: 12 }).after(3))).toBe('retry 3/12 in 4 s');
    expect(String(new Backoff({ ...EXACT, initialMs: 300 }).after(1))).toBe('retry 1 in 0.3 s');
    expect(String(new Backoff({ ...EXACT, initialMs: 3_600_000, maxMs: 3_600_000 }).after(1))).toBe(
      'retry 1 in 60 min',
    );
  });

  it('retries until an operation succeeds', async () => {
    const seen: string[] = [];
    const result = await new Backoff({ initialMs: 1 }).run(
      (attempt) => (attempt < 3 ? Promise.reject(new Error(`no ${attempt}`)) : Promise.resolve(attempt)),
      { onRetry: ({ number }, error) => seen.push(`${number} ${(error as Error).message}`) },
    );
    expect(result).toBe(3);
    expect(seen).toEqual(['1 no 1', '2 no 2']);
  });

  it('rejects with the last failure when no retry is left, and at once if it is not retryable', async () => {
    const backoff = new Backoff({ initialMs: 1, retries: 2 });
    let attempts = 0;
    const fail = () => Promise.reject(new Error(`failure ${++attempts}`));
    await expect(backoff.run(fail)).rejects.toThrow('failure 3');
    attempts = 0;
    await expect(backoff.run(fail, { isRetryable: () => false })).rejects.toThrow('failure 1');
    expect(attempts).toBe(1);
  });

  it('waits as long as a failure demands', async () => {
    expect(String(new Backoff(EXACT).after(1, 7_000))).toBe('retry 1 in 7 s');
    expect(new Backoff(EXACT).after(3, 10)?.delayMs).toBe(4_000);
    const delays: number[] = [];
    const demanding = new Backoff({ initialMs: 1, retries: 1 }).run(() => Promise.reject(new Error('busy')), {
      minDelayMs: (error) => ((error as Error).message === 'busy' ? 20 : 0),
      onRetry: ({ delayMs }) => delays.push(delayMs),
    });
    await expect(demanding).rejects.toThrow('busy');
    expect(delays).toEqual([20]);
  });

  it('ends a wait with the reason of its signal', async () => {
    const stop = new AbortController();
    const running = new Backoff({ initialMs: 60_000 }).run(() => Promise.reject(new Error('no')), {
      signal: stop.signal,
      onRetry: () => setImmediate(() => stop.abort(new Error('stopped'))),
    });
    await expect(running).rejects.toThrow('stopped');
  });
});
