import { describe, expect, it } from '@jest/globals';
import { raceAbort } from './race-abort.js';

const never = new AbortController().signal;

describe('raceAbort', () => {
  it('passes on what the promise brings', async () => {
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
