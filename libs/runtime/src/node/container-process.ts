import { readFile, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { IdMapping } from '@image-factory/oci';
import type { ContainerFacts } from '../container.js';
import { directUnavailable } from '../container-layers.port.js';
import { type MountLine, readMountInfo } from './mount-info.js';

/** A directory whose times change during each of these comparisons is not compared. */
const MAX_COMPARISONS = 5;

/** The first process of a container, as the kernel shows it. */
export class ContainerProcess {
  constructor(private readonly container: Pick<ContainerFacts, 'id' | 'pid'>) {}

  /** Whether this process sees it: in another pid namespace the number denotes another process, or none. */
  async isVisible(): Promise<boolean> {
    const { id, pid } = this.container;
    if (pid === 0) return false;
    // The path of a control group contains the id of its container.
    return (await readFile(`/proc/${pid}/cgroup`, 'latin1').catch(() => '')).includes(id);
  }

  /** The mount of its root. @returns undefined without such a line, such as after a chroot */
  async root(): Promise<MountLine | undefined> {
    return (await readMountInfo(this.container.pid))?.findLast(({ path }) => path === '/');
  }

  /** The ids of its users and groups. @returns undefined without a user namespace, or if that is unknown */
  async idMapping(): Promise<IdMapping | undefined> {
    const maps = ['uid_map', 'gid_map'].map((name) =>
      readFile(`/proc/${this.container.pid}/${name}`, 'latin1').catch(() => ''),
    );
    const [uids = '', gids = ''] = await Promise.all(maps);
    return IdMapping.parse(uids, gids);
  }

  /**
   * Checks that this process can read a directory, and compares it with the root of the container's process, as far as
   * that is visible: an overlay shows the times of its upper directory, in every mount namespace.
   *
   * @param upper the directory, as this process sees it
   * @throws FactoryError `direct_unavailable` if there is no such directory, or the container writes to another one
   */
  async checkUpper(upper: string): Promise<void> {
    if (!(await isDirectory(upper))) {
      throw directUnavailable(`The directory of the container, ${upper}, cannot be read.`);
    }
    const root = (await this.isVisible()) ? await this.root() : undefined;
    if (root?.type !== 'overlay') return;
    const isUpper = (await this.showsTimesOf(upper)) ?? (await isSameFile(upperOf(root), upper));
    if (isUpper !== false) return;
    throw directUnavailable(
      `The container writes to ${upperOf(root)}, which is not the directory ${upper} of this agent: ` +
        'the agent needs the data root of the runtime at the same path.',
    );
  }

  /** @returns undefined if unknown */
  private async showsTimesOf(upper: string): Promise<boolean | undefined> {
    const root = `/proc/${this.container.pid}/root/`;
    for (let comparison = 0; comparison < MAX_COMPARISONS; comparison++) {
      const [before, shown, after] = [await timesOf(upper), await timesOf(root), await timesOf(upper)];
      if (before === undefined || shown === undefined || after === undefined) return undefined;
      if (shown === before || shown === after) return true;
      if (before === after) return false;
    }
    return undefined;
  }
}

/** The upper directory that a mount of an overlay names. */
export function upperOf({ options }: Pick<MountLine, 'options'>): string | undefined {
  return options.find((option) => option.startsWith('upperdir='))?.slice('upperdir='.length);
}

async function isDirectory(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() ?? false;
}

async function timesOf(path: string): Promise<string | undefined> {
  const status = await stat(path, { bigint: true }).catch(() => undefined);
  return status && [status.mode, status.mtimeNs, status.ctimeNs].join(' ');
}

/** @returns undefined if one of them is not visible here; the mount table has the names of the runtime */
async function isSameFile(one: string | undefined, other: string): Promise<boolean | undefined> {
  // With many layers the paths of the mount are relative to a folder that it does not name.
  if (one === undefined || !isAbsolute(one)) return undefined;
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return a && b && a.dev === b.dev && a.ino === b.ino;
}
