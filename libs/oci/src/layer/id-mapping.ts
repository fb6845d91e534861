import { FactoryError } from '@image-factory/errors';
import { readable } from './entry-path.js';
import type { TarEntry } from './tar-entry.js';

/** A range of ids: the first one in the container and on the node, and their number. */
export interface IdRange {
  readonly container: number;
  readonly node: number;
  readonly length: number;
}

const CAPABILITY = 'security.capability';
/** Position of the version in the attribute, the version that names the root of a user namespace, and the one before. */
const VERSION_AT = 3;
const [VERSION_2, VERSION_3] = ['\x02', '\x03'];
/** Length of the attribute in version 2; version 3 appends the id of root. */
const VERSION_2_BYTES = 20;
/** No user namespace: each id denotes itself. */
const IDENTITY: IdRange = { container: 0, node: 0, length: 2 ** 32 - 1 };

/** The ids of users and groups of a container with a user namespace. Its files on the node belong to the node's ids. */
export class IdMapping {
  constructor(
    private readonly uids: readonly IdRange[],
    private readonly gids: readonly IdRange[],
  ) {}

  /**
   * Reads the kernel's `uid_map` and `gid_map` of a process.
   *
   * @returns undefined without a user namespace, or if they cannot be read
   */
  static parse(uidMap: string, gidMap: string): IdMapping | undefined {
    const [uids, gids] = [uidMap, gidMap].map(ranges) as [IdRange[], IdRange[]];
    const isMapped = [uids, gids].some(([first, ...others]) => first && (others.length > 0 || !isIdentity(first)));
    return isMapped && uids.length > 0 && gids.length > 0 ? new IdMapping(uids, gids) : undefined;
  }

  /**
   * The entry as the container sees it.
   *
   * @throws FactoryError `direct_unavailable` if its owner has no id in the container
   */
  inContainer(entry: TarEntry): TarEntry {
    const [uid, gid] = [mapped(entry.uid, this.uids), mapped(entry.gid, this.gids)];
    if (uid === undefined || gid === undefined) {
      const owner = uid === undefined ? `user ${entry.uid}` : `group ${entry.gid}`;
      const path = readable(entry.name.replace(/\/$/, ''));
      const reason = `The path /${path} belongs to the ${owner} of the node, who has no id in the container.`;
      throw new FactoryError('direct_unavailable', reason);
    }
    return { ...entry, uid, gid, xattrs: withoutNamespace(entry.xattrs) };
  }
}

function ranges(map: string): IdRange[] {
  return map
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [container = 0, node = 0, length = 0] = line.trim().split(/\s+/).map(Number);
      return { container, node, length };
    });
}

function isIdentity({ container, node, length }: IdRange): boolean {
  return container === IDENTITY.container && node === IDENTITY.node && length === IDENTITY.length;
}

function mapped(id: number, all: readonly IdRange[]): number | undefined {
  const range = all.find(({ node, length }) => id >= node && id < node + length);
  return range && id - range.node + range.container;
}

/** Capabilities of a file name the root of their namespace by the node's id, which means nothing elsewhere. */
function withoutNamespace(xattrs: TarEntry['xattrs']): TarEntry['xattrs'] {
  const capability = xattrs.get(CAPABILITY);
  if (capability?.[VERSION_AT] !== VERSION_3) return xattrs;
  const plain = capability.slice(0, VERSION_AT) + VERSION_2 + capability.slice(VERSION_AT + 1, VERSION_2_BYTES);
  return new Map([...xattrs, [CAPABILITY, plain]]);
}
