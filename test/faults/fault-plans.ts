import fc from 'fast-check';
import type { FaultPlan } from './fault.js';
import { after } from './moment.js';
import { VICTIMS } from './victim.js';

/** What the plans of one run have in common. */
export interface FaultPlanOptions {
  readonly rounds: number;
  /** The same seed gives the same plans. */
  readonly seed: number;
  /** Bytes that each container has changed, in MiB. */
  readonly megabytes: number;
  /** Latest moment at which a victim dies, in milliseconds. */
  readonly latest: number;
}

/** Victims and moments at random, each as likely as any other. */
export function randomPlans({ rounds, seed, megabytes, latest }: FaultPlanOptions): FaultPlan[] {
  const plan = fc.record({
    victim: fc.constantFrom(...VICTIMS),
    moment: fc.integer({ min: 0, max: Math.round(latest) }).map(after),
    megabytes: fc.constant(megabytes),
  });
  return fc.sample(fc.noBias(plan), { seed, numRuns: rounds });
}
