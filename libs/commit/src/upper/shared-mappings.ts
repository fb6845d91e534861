import { constants, open, stat, statfs } from 'node:fs/promises';
import type { ContainerFacts } from '@image-factory/runtime';
import { NodeProcess, type SharedMapping, unlessGone } from './node-process.js';

const OVERLAYFS = 0x794c7630;
/** File systems in memory: the times of a file never show what was written through a mapping. */
const IN_MEMORY: readonly number[] = [0x01021994, 0x858458f6];

/**
 * Files that processes have mapped into memory and may write there. The first write to a page changes the times of the
 * file, the next ones do not, until the page has been written to disk: then the first one does again.
 */
export class SharedMappings {
  private readonly inodes = new Set<string>();
  private readonly flushed = new Set<string>();

  constructor(
    private readonly container: Pick<ContainerFacts, 'id' | 'pid'>,
    private readonly upper: string,
  ) {}

  /**
   * Writes the mapped files of the container to disk, whoever has mapped them, so that the next write to each of them
   * changes its times. Nothing else of the file system is written.
   *
   * @returns inodes of the files that may change without their times showing it all the same; undefined if those are
   *   not known
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
    // A process that ends meanwhile may have handed its mappings on to one that was not there yet.
    for (let found = await NodeProcess.list(); found.length > 0; found = await NodeProcess.list(seen)) {
      for (const process of found) {
        seen.add(process.pid);
        const mappings = await this.mappingsOf(process);
        const isInside = mappings.length > 0 && (await process.isIn(this.container.id));
        for (const { link, file } of mappings) {
          const status = await unlessGone(stat(link));
          if (!status?.isFile() || this.flushed.has(file)) continue;
          // Mapped past the overlay, with other files of the node: too many to write them all to disk.
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

  /** A process outside of the container with more rights than the agent, such as init, is none that works in it. */
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

/** Everything else that the container has mapped lies on mounts, which are in no image of it. */
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
