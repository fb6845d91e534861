import { type CallSettings, type ContainerdConnection } from '../api/containerd-connection.js';
import { isMissing } from '../api/containerd-error.js';
import type { MountMessage, SnapshotMessage } from '../api/messages.js';

/** Timeout of a usage call: containerd walks all files of an active snapshot. */
const USAGE_TIMEOUT_MS = 3_600_000;

/** Suffix of the layer with Docker's mount targets of every container. */
const DOCKER_INIT = '-init';
/** A copy of an image for a user namespace: its chain id with the ids of root. */
const REMAPPED = /^sha256:[0-9a-f]{64}-/;

/** A snapshot of a snapshotter. */
export interface SnapshotName {
  readonly snapshotter: string;
  /** Key of an active snapshot, or chain id of a layer. */
  readonly key: string;
}

/** The snapshots of containerd. */
export class SnapshotStore {
  constructor(private readonly connection: ContainerdConnection) {}

  /** The mounts of a snapshot. @returns undefined if it is gone */
  mounts(name: SnapshotName): Promise<readonly MountMessage[] | undefined> {
    return unlessMissing(
      this.connection.call('Snapshots.Mounts', name, 'locate the files of the container').then(({ mounts }) => mounts),
    );
  }

  /** @returns undefined if it is gone */
  stat(name: SnapshotName): Promise<SnapshotMessage | undefined> {
    return unlessMissing(
      this.connection.call('Snapshots.Stat', name, 'inspect the snapshot').then(({ info }) => info ?? undefined),
    );
  }

  /** Size of one snapshot without its parents, in bytes on disk. @returns undefined if it is gone */
  usage(name: SnapshotName): Promise<number | undefined> {
    const settings: CallSettings = { timeoutMs: USAGE_TIMEOUT_MS };
    return unlessMissing(
      this.connection.call('Snapshots.Usage', name, 'measure the container', settings).then(({ size }) => size),
    );
  }

  /**
   * The chain id of the image below a container's snapshot; empty without layers. Docker puts a layer of its own
   * between the two, and containerd may put a copy with other owners there.
   *
   * @returns undefined if the snapshot is gone
   */
  async imageBelow({ snapshotter, key }: SnapshotName): Promise<string | undefined> {
    const parent = (await this.stat({ snapshotter, key }))?.parent;
    if (parent === undefined || (parent !== `${key}${DOCKER_INIT}` && !REMAPPED.test(parent))) return parent;
    return (await this.stat({ snapshotter, key: parent }))?.parent;
  }

  /** Names of the parents, highest first. */
  async chain({ snapshotter, key }: SnapshotName): Promise<string[]> {
    const found: string[] = [];
    for (let next = await this.stat({ snapshotter, key }); next?.parent;) {
      found.push(next.parent);
      next = await this.stat({ snapshotter, key: next.parent });
    }
    return found;
  }
}

async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
