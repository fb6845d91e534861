import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Backoff } from './backoff.js';
import { RetryTimer } from './retry-timer.js';

describe('RetryTimer', () => {
  const attempt = jest.fn();
  let timer: RetryTimer;

  beforeEach(() => {
    jest.useFakeTimers();
    attempt.mockClear();
    timer = new RetryTimer(new Backoff({ initialMs: 1_000, jitter: 0, retries: 3 }), attempt);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('begins the next attempt after a delay that grows with each failure', () => {
    expect(timer.failed()?.toString()).toBe('retry 1/3 in 1 s');
    jest.advanceTimersByTime(999);
    expect(attempt).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(attempt).toHaveBeenCalledTimes(1);
    expect(timer.failed()?.delayMs).toBe(2_000);
    expect(timer.failed()?.delayMs).toBe(4_000);
  });

  it('has one attempt waiting, however many failures are reported', () => {
    timer.failed();
    timer.failed();
    jest.advanceTimersByTime(60_000);
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('ends after the last retry', () => {
    for (let failure = 1; failure <= 3; failure++) expect(timer.failed()).toBeDefined();
    expect(timer.failed()).toBeUndefined();
    jest.advanceTimersByTime(60_000);
    expect(attempt).not.toHaveBeenCalled();
  });

  it('begins with the first delay again after a success, which cancels a waiting attempt', () => {
    timer.failed();
    timer.failed();
    timer.succeeded();
    jest.advanceTimersByTime(60_000);
    expect(attempt).not.toHaveBeenCalled();
    expect(timer.failed()?.number).toBe(1);
  });

  it('begins nothing once it is closed', () => {
    timer.failed();
    timer.close();
    expect(timer.failed()).toBeUndefined();
    jest.advanceTimersByTime(60_000);
    expect(attempt).not.toHaveBeenCalled();
  });
});
