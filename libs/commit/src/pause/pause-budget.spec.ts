import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SlowRegistries } from '../history/slow-registries.js';
import { PauseBudget } from './pause-budget.js';

describe('PauseBudget', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('sums the waits, without the time between them', () => {
    const onSpent = jest.fn();
    const budget = new PauseBudget(1000);
    budget.open(onSpent);
    for (const wait of [400, 400]) {
      budget.waits();
      budget.waits();
      jest.advanceTimersByTime(wait);
      budget.reads();
      jest.advanceTimersByTime(60_000);
      // A retry does not get a new budget.
      budget.close();
      budget.open(onSpent);
    }
    budget.waits();
    jest.advanceTimersByTime(199);
    expect(onSpent).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onSpent).toHaveBeenCalledTimes(1);
    budget.waits();
    jest.advanceTimersByTime(60_000);
    expect(onSpent).toHaveBeenCalledTimes(1);
  });

  it('counts no more once it is closed', () => {
    const onSpent = jest.fn();
    const budget = new PauseBudget(1000);
    budget.open(onSpent);
    budget.waits();
    budget.close();
    budget.waits();
    jest.advanceTimersByTime(60_000);
    expect(onSpent).not.toHaveBeenCalled();
  });
});

describe('SlowRegistries', () => {
  it('remembers a registry for one hour', () => {
    let now = 5_000;
    const slow = new SlowRegistries(() => now);
    slow.mark('r.example.com');
    now += 3_599_999;
    expect(slow.slowSince('r.example.com')).toEqual(new Date(5_000));
    expect(slow.slowSince('other.example.com')).toBeUndefined();
    now += 1;
    expect(slow.slowSince('r.example.com')).toBeUndefined();
  });
});
