import { chainId } from '@image-factory/oci';
import type { BaseImage, ContainerFacts, HeldImage, WritableLayer } from '@image-factory/runtime';
import { ContainerdConnection } from './api/containerd-connection.js';
import { ContainerdBaseImage } from './images/containerd-base-image.js';
import { ContentStore } from './images/content-store.js';
import { ImageStore } from './images/image-store.js';
import { ContainerdWritableLayer } from './snapshots/containerd-writable-layer.js';
import { type SnapshotName, SnapshotStore } from './snapshots/snapshot-store.js';

/** Namespace of Docker. */
const NAMESPACE = 'moby';

/** Options of a Docker store. */
export interface DockerStoreOptions {
  /** Path of the socket of the containerd behind Docker. */
  readonly address: string;
  /** Name of the snapshotter, which Docker reports as its storage driver: `overlayfs`. */
  readonly snapshotter: string;
}

/**
 * The writable layers of Docker's containers, and their images, if Docker uses containerd's image store. Docker itself
 * finds, pauses and commits the containers.
 */
export class DockerStore {
  readonly writableLayer: WritableLayer;
  readonly baseImage: BaseImage;
  private readonly connection: ContainerdConnection;

  constructor({ address, snapshotter }: DockerStoreOptions) {
    const connection = new ContainerdConnection({ address, namespace: NAMESPACE });
    const snapshots = new SnapshotStore(connection);
    const content = new ContentStore(connection);
    const images = new ImageStore(connection, content);
    // Docker's records name no snapshot, and disappear when a container has ended; the key is the container's id.
    const snapshotOf = (id: string): SnapshotName => ({ snapshotter, key: id });
    const lookup = {
      get: (id: string) =>
        Promise.resolve({ id, snapshotter, snapshotKey: id, usesSnapshot: true, runtimeName: 'io.containerd.runc.v2' }),
    };
    const base = new ContainerdBaseImage({ connection, lookup, snapshots, content, images });
    this.connection = connection;
    this.writableLayer = new ContainerdWritableLayer(lookup, snapshots);
    this.baseImage = {
      hold: async (container: ContainerFacts): Promise<HeldImage> => {
        const layers = await snapshots.imageBelow(snapshotOf(container.id));
        const imageId = await configOf(images, container.imageId, layers);
        // Docker's own commit writes the configuration of the container.
        return { ...(await base.hold({ ...container, imageId })), document: undefined };
      },
    };
  }

  /** Closes the connection. */
  close(): void {
    this.connection.close();
  }
}

/**
 * Docker identifies an image by its manifest, or by a list of manifests for several platforms.
 *
 * @param layers chain id of the container's image
 * @returns digest of the configuration; empty if no manifest has these layers
 */
async function configOf(images: ImageStore, target: string, layers: string | undefined): Promise<string> {
  for (const { config } of await images.manifests(target)) {
    const stored = await images.config(config);
    if (stored && chainId(stored.config.rootfs.diff_ids) === layers) return config;
  }
  return '';
}
