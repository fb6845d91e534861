import { statfs } from 'node:fs/promises';
import { FactoryError } from '@image-factory/errors';
import type { DockerEngine } from '../engine/docker-engine.js';

/** What stays free besides the new layer, in bytes: the engine writes its own records too. */
const RESERVE = 64 * 1024 * 1024;

/** Whether the engine has room for one more layer under its data root. */
export class DiskSpace {
  constructor(private readonly engine: DockerEngine) {}

  /**
   * A commit copies what the container has changed. Where the data root cannot be seen from here (the engine is on
   * another machine, or the agent in a container without it) nothing can be said, and the engine says it itself.
   *
   * @throws FactoryError `disk_full` when the copy would not fit
   */
  async check(containerId: string): Promise<void> {
    const { rootDirectory } = await this.engine.info();
    const free = await freeBytes(rootDirectory);
    if (free === undefined) return;
    const needed = (await this.engine.changedSize(containerId)) + RESERVE;
    if (free >= needed) return;
    throw new FactoryError(
      'disk_full',
      `The commit needs ${megabytes(needed)} MB under ${rootDirectory}, but only ${megabytes(free)} MB are free.`,
    );
  }
}

async function freeBytes(folder: string): Promise<number | undefined> {
  const facts = await statfs(folder).catch(() => undefined);
  return facts && facts.bavail * facts.bsize;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
