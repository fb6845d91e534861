import { describe, expect, it } from '@jest/globals';
import { settledWithin } from './deadline.js';

describe('settledWithin', () => {
  it('passes on what settles in time', async () => {
    await expect(settledWithin(Promise.resolve(1), 1_000)).resolves.toBe(1);
    await expect(settledWithin(Promise.reject(new Error('no')), 1_000)).rejects.toThrow('no');
  });

  it('stops waiting at the deadline', async () => {
    await expect(settledWithin(new Promise(() => undefined), 10)).resolves.toBeUndefined();
  });
});
