import { setTimeout as sleep } from 'node:timers/promises';
import type { CommitStatus } from '@image-factory/contracts';
import { type ShieldClient, Hopeless, until } from '../../sandbox/index.js';

/** The time at which the victim is killed, relative to the acceptance of the commit. */
export interface Moment {
  readonly name: string;
  /** Resolves at that time, with the status of the commit. */
  reached(shield: ShieldClient, id: string): Promise<`${CommitStatus}`>;
}

/** The phases of a commit, named after the status that shows each. */
export const PHASES = ['accepted', 'COMMITTING', 'PUSHING'] as const;
export type Phase = (typeof PHASES)[number];

const ORDER: readonly `${CommitStatus}`[] = [
  'INITIALIZED',
  'PROCESSING',
  'COMMITTING',
  'PUSHING',
  'SUCCEEDED',
  'FAILED',
];

/** Reached when a commit enters a phase. Rejects if the commit is already past it: then the test needs more bytes. */
export function inPhase(phase: Phase): Moment {
  // A query would take longer than this phase may last.
  if (phase === 'accepted') return { name: phase, reached: () => Promise.resolve('INITIALIZED') };
  return {
    name: phase,
    reached: (shield, id) =>
      until(`the commit to be ${phase}`, 60, async () => {
        const status = await statusOf(shield, id);
        if (ORDER.indexOf(status) > ORDER.indexOf(phase)) throw new Hopeless(`The commit is ${status}, past ${phase}.`);
        return status === phase ? status : undefined;
      }),
  };
}

/** A number of milliseconds after the commit was accepted, in any phase. */
export function after(milliseconds: number): Moment {
  return {
    name: `${(milliseconds / 1000).toFixed(2)} s`,
    reached: async (shield, id) => {
      await sleep(milliseconds);
      return statusOf(shield, id);
    },
  };
}

async function statusOf(shield: ShieldClient, id: string): Promise<`${CommitStatus}`> {
  const { commit, msg } = await shield.query(id);
  if (!commit) throw new Error(`The shield has no commit ${id}: ${msg}`);
  return commit.status;
}
