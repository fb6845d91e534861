import { baseDigestOf, baseNameOf, chainId } from '@image-factory/oci';
import { type BaseImage, type ContainerFacts, directUnavailable, type HeldImage } from '@image-factory/runtime';
import type { ContainerdConnection } from '../api/containerd-connection.js';
import type { ContainerRecord } from '../containers/container-record.js';
import type { SnapshotStore } from '../snapshots/snapshot-store.js';
import { lowerDirectories } from '../snapshots/overlay-mount.js';
import { ContentLease } from './content-lease.js';
import { ContainerdLayers } from './containerd-layers.js';
import { type ContentStore, DIFF_ID_LABEL } from './content-store.js';
import { OriginLookup } from './image-origins.js';
import type { ImageStore } from './image-store.js';

/** Finds the snapshot of a container. */
export interface SnapshotLookup {
  get(containerId: string): Promise<Pick<ContainerRecord, 'snapshotter' | 'snapshotKey'> | undefined>;
}

/** Collaborators of a base image. */
export interface BaseImageParts {
  readonly connection: ContainerdConnection;
  readonly lookup: SnapshotLookup;
  readonly snapshots: SnapshotStore;
  readonly content: ContentStore;
  readonly images: ImageStore;
}

/** The images in containerd's content store. */
export class ContainerdBaseImage implements BaseImage {
  private readonly origins: OriginLookup;

  constructor(private readonly parts: BaseImageParts) {
    this.origins = new OriginLookup(parts.images, parts.content);
  }

  async hold(container: ContainerFacts): Promise<HeldImage> {
    if (container.imageId === '')
      throw directUnavailable(`containerd has no image with the layers of ${container.name}.`);
    const lease = await ContentLease.take(this.parts.connection);
    try {
      return await this.read(container, lease);
    } catch (error) {
      await lease.release();
      throw error;
    }
  }

  private async read(container: ContainerFacts, lease: ContentLease): Promise<HeldImage> {
    const { id: containerId, imageId, imageName = '' } = container;
    const { content, images } = this.parts;
    await lease.addContent(imageId);
    const stored = (await images.hasConfig(imageId)) ? await images.config(imageId) : undefined;
    if (!stored)
      throw directUnavailable(`The image ${imageId} was removed from containerd while the container uses it.`);
    const { diff_ids: diffIds } = stored.config.rootfs;
    const directories = await this.directoriesOf(containerId, diffIds, lease);
    const { manifests, digests, named } = await this.origins.of(imageId);
    for (const manifest of manifests) await lease.addContent(manifest);
    return {
      id: imageId,
      config: stored.config,
      document: stored.document,
      digests,
      baseDigest: baseDigestOf(baseNameOf(imageName, imageId), named),
      layers: new ContainerdLayers(content, diffIds, lease, directories),
      hasBlob: async (diffId, digest) => (await content.labels(digest))?.[DIFF_ID_LABEL] === diffId,
      release: () => lease.release(),
    };
  }

  /**
   * The directories of the layers, lowest first, as far as the snapshotter reports them. Compares the layers with those
   * of the container: the configuration alone is only a claim.
   */
  private async directoriesOf(
    containerId: string,
    diffIds: readonly string[],
    lease: ContentLease,
  ): Promise<readonly string[]> {
    const record = await this.parts.lookup.get(containerId);
    if (!record?.snapshotKey) return [];
    const { snapshotter, snapshotKey: key } = record;
    const image = await this.parts.snapshots.imageBelow({ snapshotter, key });
    if (image === undefined) throw directUnavailable(`The snapshot ${key} of the container ${containerId} is gone.`);
    if (image !== chainId(diffIds))
      throw directUnavailable(`The container ${containerId} has other layers than its image.`);
    if (image === '') return [];
    await lease.addSnapshot(snapshotter, image);
    const mounts = (await this.parts.snapshots.mounts({ snapshotter, key })) ?? [];
    const lowers = lowerDirectories(mounts);
    // Docker's own layer may be above those of the image.
    const above = lowers.length - diffIds.length;
    return above === 0 || above === 1 ? lowers.slice(above).toReversed() : [];
  }
}
