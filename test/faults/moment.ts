import { setTimeout as sleep } from 'node:timers/promises';
import type { CommitStatus } from '@image-factory/contracts';
import { type ShieldClient, Hopeless, until } from '../../sandbox/index.js';

/** When the victim dies, counted from the answer that the save is accepted. */
export interface Moment {
  readonly name: string;
  /** Resolves when it has come, with the status that the save has then. */
  reached(shield: ShieldClient, id: string): Promise<`${CommitStatus}`>;
}

/** The phases of a save, by the name of the status that shows each. */
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

/** As soon as a save is in a phase. Rejects when the save is beyond it already: then the test needs more bytes. */
export function inPhase(phase: Phase): Moment {
  // A question would take longer than this phase may last.
  if (phase === 'accepted') return { name: phase, reached: () => Promise.resolve('INITIALIZED') };
  return {
    name: phase,
    reached: (shield, id) =>
      until(`the save to be ${phase}`, 60, async () => {
        const status = await statusOf(shield, id);
        if (ORDER.indexOf(status) > ORDER.indexOf(phase)) throw new Hopeless(`The save is ${status}, past ${phase}.`);
        return status === phase ? status : undefined;
      }),
  };
}

/** So many milliseconds after the save was accepted, whatever it does then. */
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
  if (!commit) throw new Error(`The shield knows no save ${id}: ${msg}`);
  return commit.status;
}
