import { constants, open, stat, statfs } from 'node:fs/promises';
import type { ContainerFacts } from '@image-factory/runtime';
import { NodeProcess, type SharedMapping, unlessGone } from './node-process.js';

const OVERLAYFS = 0x794c7630;
/** In-memory file systems: file times never reflect writes through a mapping. */
const IN_MEMORY: readonly number[] = [0x01021994, 0x858458f6];

/**
 * Files that processes have mapped writably and shared. The first write to a page updates the file times, later writes
 * do not until the page has been written back; then the first write updates them again.
 */
export class SharedMappings {
  private readonly inodes = new Set<string>();
  private readonly flushed = new Set<string>();

  constructor(
    private readonly container: Pick<ContainerFacts, 'id' | 'pid'>,
    private readonly upper: string,
  ) {}

  /**
   * Syncs the container's mapped files, whichever process has mapped them, so that the next write updates their times.
   * Only these files are written back, not the whole file system.
   *
   * @returns inodes of the files that may still change without new times; undefined if unknown
   */
  async flush(): Promise<ReadonlySet<string> | undefined> {
    try {
      if (IN_MEMORY.includes((await statfs(this.upper)).type)) return undefined;
      return (await this.canSeeProcesses()) ? await this.flushAll() : undefined;
    } catch {
      return undefined;
    }
  }

  private async canSeeProcesses(): Promise<boolean> {
    const { id, pid } = this.container;
    return pid === 0 || (await new NodeProcess(`${pid}`).isIn(id));
  }

  private async flushAll(): Promise<ReadonlySet<string>> {
    const seen = new Set<string>();
    const overlay = await this.overlayDevice();
    const { dev: upper } = await stat(this.upper);
    // An exiting process may have passed its mappings to a process that started after the listing.
    for (let found = await NodeProcess.list(); found.length > 0; found = await NodeProcess.list(seen)) {
      for (const process of found) {
        seen.add(process.pid);
        const mappings = await this.mappingsOf(process);
        const isInside = mappings.length > 0 && (await process.isIn(this.container.id));
        for (const { link, file } of mappings) {
          const status = await unlessGone(stat(link));
          if (!status?.isFile() || this.flushed.has(file)) continue;
          // Mapped without the overlay, together with other files of the node: too many to sync all of them.
          if (status.dev === upper) this.inodes.add(`${status.ino}`);
          const isOfContainer = status.dev === overlay || (isInside && (await isOnOverlay(link)));
          if (!isOfContainer) continue;
          await unlessGone(flush(link));
          this.flushed.add(file);
        }
      }
    }
    return this.inodes;
  }

  /**
   * A process outside the container with more privileges than the agent, such as init, does not work in the container.
   */
  private async mappingsOf(process: NodeProcess): Promise<SharedMapping[]> {
    try {
      return await process.sharedMappings();
    } catch (error) {
      if (await process.isIn(this.container.id)) throw error;
      return [];
    }
  }

  private async overlayDevice(): Promise<number | undefined> {
    const { pid } = this.container;
    return pid === 0 ? undefined : (await unlessGone(stat(`/proc/${pid}/root`)))?.dev;
  }
}

/** All other mappings of the container are on mounts, which no image includes. */
async function isOnOverlay(link: string): Promise<boolean> {
  return (await unlessGone(statfs(link)))?.type === OVERLAYFS;
}

async function flush(link: string): Promise<void> {
  const handle = await open(link, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
