import { lstat, readFile, readdir } from 'node:fs/promises';

/** A shared mapping of a file: start, end, device and inode. */
const SHARED = /^0*([0-9a-f]+)-0*([0-9a-f]+) ...s \S+ (\S+ (?!0 )\d+) /;
const OWNER_WRITE = 0o200;

/** A file that a process has mapped writably and shared. */
export interface SharedMapping {
  /** Opens the mapped file, even after a rename. */
  readonly link: string;
  /** Device and inode in the kernel's spelling; only for comparison. */
  readonly file: string;
}

/** A process of the node. */
export class NodeProcess {
  /** @param pid process id on the node */
  constructor(readonly pid: string) {}

  /** All visible processes of the node, except the given ones. */
  static async list(except: ReadonlySet<string> = new Set()): Promise<NodeProcess[]> {
    const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && !except.has(name));
    return names.map((name) => new NodeProcess(name));
  }

  async isIn(containerId: string): Promise<boolean> {
    const groups = await readFile(`/proc/${this.pid}/cgroup`, 'latin1').catch(() => '');
    return groups.includes(containerId);
  }

  /**
   * Files that the process may write through its memory, now or after an mprotect: the kernel shows how each was
   * opened.
   *
   * @throws Error of the kernel if the mappings are unreadable
   */
  async sharedMappings(): Promise<SharedMapping[]> {
    const maps = await unlessGone(readFile(`/proc/${this.pid}/maps`, 'latin1'));
    const found = new Map<string, SharedMapping>();
    for (const line of maps?.split('\n') ?? []) {
      const [, start, end, file] = SHARED.exec(line) ?? [];
      if (file === undefined || found.has(file)) continue;
      const link = `/proc/${this.pid}/map_files/${start}-${end}`;
      const status = await unlessGone(lstat(link));
      if (status && (status.mode & OWNER_WRITE) !== 0) found.set(file, { link, file });
    }
    return [...found.values()];
  }
}

/** @returns undefined if the process, or its mapping, is gone */
export async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
