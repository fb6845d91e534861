import { statfs } from 'node:fs/promises';
import { FactoryError } from '@image-factory/errors';
import type { DockerEngine } from '../engine/docker-engine.js';

/** Reserve in addition to the new layer, in bytes: the runtime also writes its own records. */
const RESERVE = 64 * 1024 * 1024;

/** Checks the free space under the runtime's data root. */
export class DiskSpace {
  constructor(private readonly engine: DockerEngine) {}

  /**
   * A commit copies the container's changes. If the data root is invisible to this process (remote runtime, or an agent
   * in a container without the mount), the check is skipped, and the runtime reports a full disk itself.
   *
   * @throws FactoryError `disk_full` if the copy would not fit
   */
  async check(containerId: string): Promise<void> {
    const { rootDirectory } = await this.engine.info();
    const free = await freeBytes(rootDirectory);
    if (free === undefined) return;
    const needed = (await this.engine.containers.sizes(containerId)).changed + RESERVE;
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
