import { FactoryError } from '@image-factory/errors';
import { chainId } from '@image-factory/oci';
import type { ContainerRecord } from '../containers/container-record.js';
import type { SnapshotStore } from '../snapshots/snapshot-store.js';
import type { ImageStore } from './image-store.js';

/** Containers whose image is kept in memory; it never changes. */
const MAX_KNOWN_CONTAINERS = 1000;

/** Finds the images that containers were created from. */
export class ContainerImages {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly images: ImageStore,
    private readonly snapshots: SnapshotStore,
  ) {}

  /**
   * Digest of the configuration of a container's image: as CRI records it, else by the layers of its snapshot, because
   * the name in the container's record may denote a newer image by now.
   *
   * @returns empty if unknown
   */
  async idOf(container: ContainerRecord): Promise<string> {
    const { id, imageRef } = container;
    if (imageRef !== undefined) return imageRef;
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const found = await this.byLayers(container).catch(unlessUnreachable);
    if (found === undefined) return '';
    if (this.known.size >= MAX_KNOWN_CONTAINERS) this.known.clear();
    this.known.set(id, found);
    return found;
  }

  /** The start configuration of this image: Env, Cmd, Labels, … Empty if the image is gone. */
  async startOf(imageId: string): Promise<Readonly<Record<string, unknown>>> {
    const stored = imageId === '' ? undefined : await this.images.config(imageId).catch(unlessUnreachable);
    return stored?.start ?? {};
  }

  private async byLayers({ snapshotter, snapshotKey, imageName }: ContainerRecord): Promise<string | undefined> {
    if (snapshotKey === '') return undefined;
    const layers = await this.snapshots.imageBelow({ snapshotter, key: snapshotKey });
    if (layers === undefined) return undefined;
    const named = await this.images.target(imageName);
    const others = async (): Promise<string[]> => (await this.images.names()).map(({ target }) => target);
    return (named && (await this.withLayers(named, layers))) ?? (await this.firstWithLayers(await others(), layers));
  }

  private async firstWithLayers(targets: readonly string[], parent: string): Promise<string | undefined> {
    for (const target of new Set(targets)) {
      const found = await this.withLayers(target, parent);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private async withLayers(target: string, parent: string): Promise<string | undefined> {
    for (const { config } of await this.images.manifests(target)) {
      const stored = await this.images.config(config);
      if (stored && chainId(stored.config.rootfs.diff_ids) === parent) return config;
    }
    return undefined;
  }
}

/** A damaged image counts as missing; an outage of containerd is a failure. */
function unlessUnreachable(error: unknown): undefined {
  if (FactoryError.from(error).code !== 'direct_unavailable') throw error;
  return undefined;
}
