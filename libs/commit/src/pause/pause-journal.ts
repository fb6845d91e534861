import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@image-factory/resilience';
import type { ContainerFacts, ContainerRuntime, PauseMethod } from '@image-factory/runtime';

/** Users of containerd may choose ids; a file that is being written is no record. */
const CONTAINER_ID = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*(?<!\.draft)$/;

/** A pause that this agent has requested. */
export interface PauseRecord {
  /** Full id of the container. */
  readonly containerId: string;
  /** Name of the container. */
  readonly name?: string;
  /** Id of the commit that has paused the container. */
  readonly transaction?: string;
  /** Start time of the paused container in the runtime's spelling; a restart changes it. */
  readonly startedAt?: string;
  /** When the pause was requested, in Unix milliseconds. */
  readonly at?: number;
  /** How the container is paused; a pause by another method is another party's. Undefined: the runtime has only one. */
  readonly method?: PauseMethod;
}

/** Journal of this agent's pauses: after a kill, the restarted agent resumes the containers that are left paused. */
export class PauseJournal {
  private readonly directory: string;

  /** @param directory state folder of the agent */
  constructor(directory: string) {
    this.directory = join(directory, 'paused');
  }

  async set({ containerId, ...rest }: PauseRecord): Promise<void> {
    await writeFileAtomic(join(this.directory, containerId), JSON.stringify(rest));
  }

  async remove(containerId: string): Promise<void> {
    await rm(join(this.directory, containerId), { force: true });
  }

  async list(): Promise<PauseRecord[]> {
    const names = await readdir(this.directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return [];
    });
    const ids = names.filter((name) => CONTAINER_ID.test(name));
    return Promise.all(ids.map(async (containerId) => ({ ...(await this.read(containerId)), containerId })));
  }

  /** Journal entries of version 0.1.0 are empty. */
  private async read(containerId: string): Promise<Omit<PauseRecord, 'containerId'>> {
    try {
      return JSON.parse(await readFile(join(this.directory, containerId), 'utf8')) as object;
    } catch {
      return {};
    }
  }
}

/** A pause that may have outlived its commit. */
export class InterruptedPause {
  constructor(
    private readonly runtime: Pick<ContainerRuntime, 'containers' | 'pauser'>,
    private readonly mark: Pick<PauseRecord, 'containerId' | 'startedAt' | 'at' | 'method'>,
  ) {}

  /**
   * Resumes the container, unless another party has paused it: that is, if it was started or resumed since our pause
   * began, or is paused by another method.
   *
   * @returns the resumed container in its previous state; undefined if none was resumed
   * @throws FactoryError `container_not_found`, `engine_unreachable`, `engine_failed`
   */
  async resume(): Promise<ContainerFacts | undefined> {
    const { containerId, startedAt, at, method } = this.mark;
    const facts = await this.runtime.containers.find(containerId);
    if (!facts.paused) return undefined;
    if (startedAt !== undefined && startedAt !== facts.startedAt) return undefined;
    if (method !== undefined && method !== facts.pauseMethod) return undefined;
    if (at !== undefined && (await this.runtime.pauser.wasResumedSince(containerId, at))) return undefined;
    await this.runtime.pauser.resume(containerId);
    return facts;
  }
}
