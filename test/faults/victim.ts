/** Components that the tests kill. */
export const VICTIMS = ['shield', 'agent', 'both', 'registry', 'engine'] as const;

/** The victim of a round; `nobody` in a round that only measures the duration of a commit. */
export type VictimName = (typeof VICTIMS)[number] | 'nobody';

/** A component that can be killed and restarted with its persistent data. */
export interface Victim {
  /** Kills it with SIGKILL and resolves when it has exited. */
  kill(): Promise<void>;
  /** Restarts it and resolves when it is ready. */
  restart(): Promise<void>;
}

/** Several components that are killed at the same time; empty if none is to be killed. */
export function together(...victims: readonly Victim[]): Victim {
  return {
    kill: async () => void (await Promise.all(victims.map((victim) => victim.kill()))),
    restart: async () => void (await Promise.all(victims.map((victim) => victim.restart()))),
  };
}
