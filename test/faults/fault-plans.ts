import fc from 'fast-check';
import type { FaultPlan } from './fault.js';
import { after } from './moment.js';
import { VICTIMS } from './victim.js';

/** Options shared by all plans of a run. */
export interface FaultPlanOptions {
  readonly rounds: number;
  /** The same seed produces the same plans. */
  readonly seed: number;
  /** Changed bytes per container, in MiB. */
  readonly megabytes: number;
  /** Latest time at which a victim is killed, in milliseconds. */
  readonly latest: number;
}

/** Random victims and times, uniformly distributed. */
export function randomPlans({ rounds, seed, megabytes, latest }: FaultPlanOptions): FaultPlan[] {
  const plan = fc.record({
    victim: fc.constantFrom(...VICTIMS),
    moment: fc.integer({ min: 0, max: Math.round(latest) }).map(after),
    megabytes: fc.constant(megabytes),
  });
  return fc.sample(fc.noBias(plan), { seed, numRuns: rounds });
}
