/** What is killed in the tests. */
export const VICTIMS = ['shield', 'agent', 'both', 'registry', 'engine'] as const;

/** Who dies in a round; nobody in one that only shows how long a save takes. */
export type VictimName = (typeof VICTIMS)[number] | 'nobody';

/** Something that dies at once and can be brought back, with what it had on disk. */
export interface Victim {
  /** Kills it with SIGKILL and resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again and resolves when it serves. */
  restart(): Promise<void>;
}

/** Several that die in the same moment; none where nobody is to die. */
export function together(...victims: readonly Victim[]): Victim {
  return {
    kill: async () => void (await Promise.all(victims.map((victim) => victim.kill()))),
    restart: async () => void (await Promise.all(victims.map((victim) => victim.restart()))),
  };
}
