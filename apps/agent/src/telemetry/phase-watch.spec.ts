import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PhaseWatch } from './phase-watch.js';

describe('PhaseWatch', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('accumulates the time of each phase, also of recurring ones', () => {
    const watch = new PhaseWatch();
    const spend = (seconds: number) => jest.advanceTimersByTime(seconds * 1000);
    spend(1);
    watch.observe({ phase: 'committing' });
    spend(2);
    watch.observe({ phase: 'committing' });
    spend(3);
    watch.observe({ phase: 'pushing' });
    spend(4);
    watch.observe({ phase: 'committing' });
    spend(5);
    expect([...watch.end()]).toEqual([
      ['preparing', 1],
      ['committing', 10],
      ['pushing', 4],
    ]);
  });

  it('has only the preparation of a job that ended early', () => {
    const watch = new PhaseWatch();
    jest.advanceTimersByTime(1500);
    expect([...watch.end()]).toEqual([['preparing', 1.5]]);
  });
});
