import { describe, expect, it } from '@jest/globals';
import { ByteRate } from './byte-rate.js';

describe('ByteRate', () => {
  it('has no rate before the second sample', () => {
    const rate = new ByteRate();
    expect(rate.perSecond).toBeUndefined();
    rate.add(100, 1_000);
    expect(rate.perSecond).toBeUndefined();
  });

  it('is the rate over the last five seconds, in bytes per second', () => {
    const rate = new ByteRate();
    rate.add(0, 0);
    rate.add(1_000, 500);
    expect(rate.perSecond).toBe(2_000);
    rate.add(1_000, 5_400);
    rate.add(2_000, 6_400);
    expect(rate.perSecond).toBe(1_000);
  });

  it('restarts when the byte count restarts', () => {
    const rate = new ByteRate();
    rate.add(5_000, 0);
    rate.add(100, 1_000);
    expect(rate.perSecond).toBeUndefined();
    rate.add(300, 2_000);
    expect(rate.perSecond).toBe(200);
  });
});
