import { randomUUID } from 'node:crypto';
import { FactoryError } from '@image-factory/errors';
import type { Descriptor } from '@image-factory/oci';
import type { ContainerdConnection } from '../api/containerd-connection.js';
import type { ContainerRecord } from '../containers/container-record.js';
import type { ContentStore } from '../images/content-store.js';
import { DIFF_ID_LABEL } from '../images/content-store.js';
import type { SnapshotStore } from '../snapshots/snapshot-store.js';

/** The media type that containerd's Diff service supports in every version, in OCI's spelling. */
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';
/** A timeout for a diff that reads all files of the container. */
const DIFF_TIMEOUT_MS = 6 * 3_600_000;

const MAPS_IDS =
  'The container has a user namespace. The Diff service of containerd does not map the owners of its files back: ' +
  'only a direct commit can, with save_mode auto or direct.';

/** A layer in the content store. */
export interface StoredLayer extends Descriptor {
  /** Digest of the uncompressed layer. */
  readonly diffId: string;
}

/** Creates layers by containerd's Diff service, which works with every snapshotter. */
export class SnapshotDiff {
  constructor(
    private readonly connection: ContainerdConnection,
    private readonly snapshots: SnapshotStore,
    private readonly content: ContentStore,
  ) {}

  /**
   * Compares the files of a container with its image.
   *
   * @param lease holds the layer
   * @throws FactoryError `engine_failed`, `disk_full`, `cancelled`
   */
  async run(container: ContainerRecord, lease: string, signal: AbortSignal): Promise<StoredLayer> {
    const { id, snapshotter, snapshotKey: key } = container;
    // The owners of all files would differ from those of the image, and be the node's.
    if (container.ids) throw new FactoryError('engine_failed', MAPS_IDS);
    const [mounts, snapshot] = await Promise.all([
      this.snapshots.mounts({ snapshotter, key }),
      this.snapshots.stat({ snapshotter, key }),
    ]);
    if (!mounts || !snapshot) throw new FactoryError('engine_failed', `The snapshot of the container ${id} is gone.`);
    const view = { snapshotter, key: `image-factory-${randomUUID()}` };
    const action = 'compare the container with its image';
    const below = { ...view, parent: snapshot.parent };
    const { mounts: left } = await this.connection.call('Snapshots.View', below, action, { lease });
    try {
      const request = { left, right: mounts, media_type: LAYER_TYPE };
      const settings = { lease, signal, timeoutMs: DIFF_TIMEOUT_MS };
      const { diff } = await this.connection.call('Diff.Diff', request, action, settings);
      const diffId = diff && (await this.content.labels(diff.digest))?.[DIFF_ID_LABEL];
      if (!diffId) throw new FactoryError('engine_failed', `containerd made no layer of the container ${id}.`);
      return { mediaType: LAYER_TYPE, digest: diff.digest, size: diff.size, diffId };
    } finally {
      // The remaining snapshot expires with the lease.
      await this.connection.call('Snapshots.Remove', view, 'remove a view').catch(() => undefined);
    }
  }
}
