import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@image-factory/resilience';

const CONTAINER_ID = /^[a-f0-9]{64}$/;

/** A pause that this agent has asked for. */
export interface PauseRecord {
  /** Full id of the container. */
  readonly containerId: string;
  /** Name of the container. */
  readonly name?: string;
  /** Id of the commit that has paused it. */
  readonly transaction?: string;
  /** When the paused run of the container started, as the engine writes it. */
  readonly startedAt?: string;
  /** When the pause was asked for, in Unix milliseconds. */
  readonly at?: number;
}

/** The journal of this agent's pauses: what a killed agent has left paused can be resumed after its restart. */
export class PauseJournal {
  private readonly directory: string;

  /** @param directory where the agent keeps its state */
  constructor(directory: string) {
    this.directory = join(directory, 'frozen');
  }

  async set({ containerId, ...rest }: PauseRecord): Promise<void> {
    await writeFileAtomic(join(this.directory, containerId), JSON.stringify(rest));
  }

  async remove(containerId: string): Promise<void> {
    await rm(join(this.directory, containerId), { force: true });
  }

  async list(): Promise<PauseRecord[]> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const ids = (await readdir(this.directory)).filter((name) => CONTAINER_ID.test(name));
    return Promise.all(ids.map(async (containerId) => ({ ...(await this.read(containerId)), containerId })));
  }

  /** The marks of version 0.1.0 are empty. */
  private async read(containerId: string): Promise<Omit<PauseRecord, 'containerId'>> {
    try {
      return JSON.parse(await readFile(join(this.directory, containerId), 'utf8')) as object;
    } catch {
      return {};
    }
  }
}
