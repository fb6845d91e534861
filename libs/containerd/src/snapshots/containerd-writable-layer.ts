import { FactoryError } from '@image-factory/errors';
import {
  type ContainerFacts,
  ContainerProcess,
  directUnavailable,
  type LayerLocation,
  type RuntimePaths,
  type WritableLayer,
} from '@image-factory/runtime';
import type { ContainerRecord } from '../containers/container-record.js';
import { overlayDirectories } from './overlay-mount.js';
import type { SnapshotStore } from './snapshot-store.js';

/** The snapshot of a container according to its record. */
type SnapshotOwner = Pick<ContainerRecord, 'id' | 'snapshotter' | 'snapshotKey' | 'usesSnapshot' | 'runtimeName'> &
  Partial<Pick<ContainerRecord, 'ids'>>;

/** Label of a snapshot whose ids the snapshotter maps. */
const ID_MAPPING = /^containerd\.io\/snapshot\/[ug]idmapping$/;

/** The writable layers of containerd's snapshotters that use overlay file systems. */
export class ContainerdWritableLayer implements WritableLayer {
  constructor(
    private readonly containers: { get(containerId: string): Promise<SnapshotOwner | undefined> },
    private readonly snapshots: SnapshotStore,
  ) {}

  async locate({ id, pid }: ContainerFacts): Promise<LayerLocation> {
    const record = await this.containers.get(id);
    if (!record) throw new FactoryError('container_not_found', `The container ${id} was removed from containerd.`);
    const location = await this.directoriesOf(record);
    await new ContainerProcess({ id, pid }).checkUpper(location.upper);
    return location;
  }

  async runtimePaths({ id }: ContainerFacts): Promise<RuntimePaths | undefined> {
    const record = await this.containers.get(id);
    const location = record && (await this.directoriesOf(record).catch(() => undefined));
    return location && { upper: location.upper, prefixBytes: location.upper.length + 1 };
  }

  private async directoriesOf(record: SnapshotOwner) {
    const { snapshotter, snapshotKey: key, id, ids } = record;
    if (!record.usesSnapshot) {
      throw directUnavailable(
        `The runtime ${record.runtimeName} keeps the files of the container where no one else reads them.`,
      );
    }
    if (key === '')
      throw directUnavailable(`containerd has no snapshot of the container ${id}: another engine stores it.`);
    const [mounts, snapshot] = await Promise.all([
      this.snapshots.mounts({ snapshotter, key }),
      this.snapshots.stat({ snapshotter, key }),
    ]);
    if (!mounts || !snapshot) throw directUnavailable(`The snapshot ${key} of the container ${id} is gone.`);
    if (!ids && Object.keys(snapshot.labels).some((label) => ID_MAPPING.test(label))) {
      throw directUnavailable(`The snapshotter ${snapshotter} maps the ids of users in this container.`);
    }
    return { ...overlayDirectories(snapshotter, snapshot.parent, mounts, ids !== undefined), ids };
  }
}
