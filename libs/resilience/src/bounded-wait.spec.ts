import { describe, expect, it } from '@jest/globals';
import { raceAbort, settledWithin } from './bounded-wait.js';

describe('settledWithin', () => {
  it('returns the result within the limit', async () => {
    await expect(settledWithin(Promise.resolve(1), 1_000)).resolves.toBe(1);
    await expect(settledWithin(Promise.reject(new Error('no')), 1_000)).rejects.toThrow('no');
  });

  it('stops waiting at the deadline', async () => {
    await expect(settledWithin(new Promise(() => undefined), 10)).resolves.toBeUndefined();
  });
});

const never = new AbortController().signal;

describe('raceAbort', () => {
  it('returns the result of the promise', async () => {
    await expect(raceAbort(Promise.resolve(1), never)).resolves.toBe(1);
    await expect(raceAbort(Promise.reject(new Error('no')), never)).rejects.toThrow('no');
  });

  it('rejects with the reason of the signal', async () => {
    const stop = new AbortController();
    const racing = raceAbort(new Promise(() => undefined), stop.signal);
    stop.abort(new Error('stopped'));
    await expect(racing).rejects.toThrow('stopped');
  });
});
