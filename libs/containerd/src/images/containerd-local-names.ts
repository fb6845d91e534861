import type { ImageReference } from '@image-factory/oci';
import { KeyedMutex } from '@image-factory/resilience';
import { IN_USE, inUseTag, type LocalName, type LocalNames } from '@image-factory/runtime';
import type { DescriptorMessage } from '../api/messages.js';
import type { ContainerLookup } from '../containers/container-lookup.js';
import type { ContainerImages } from './container-images.js';
import type { ImageStore } from './image-store.js';

/** Key of the lock: there is one list of names. */
const NAMES = 'names';

/** Collaborators of the names. */
export interface LocalNamesParts {
  readonly images: ImageStore;
  readonly lookup: Pick<ContainerLookup, 'list'>;
  readonly containerImages: Pick<ContainerImages, 'idOf'>;
}

/** The names of images in one namespace of containerd. */
export class ContainerdLocalNames implements LocalNames {
  private readonly changes = new KeyedMutex();

  constructor(private readonly parts: LocalNamesParts) {}

  async find(reference: ImageReference): Promise<LocalName[]> {
    const name = reference.toString();
    const target = await this.parts.images.find(name);
    if (!target) return [];
    return [{ imageId: target.digest, remove: () => this.changes.run(NAMES, () => this.remove(name, target)) }];
  }

  async removeUnused(): Promise<number> {
    const { images } = this.parts;
    return this.changes.run(NAMES, async () => {
      const kept = (await images.names()).filter(({ name }) => name.startsWith(`${IN_USE}:`));
      let removed = 0;
      for (const { name, target } of kept) {
        if (!(await this.hasOtherName(target, name)) && (await this.isUsed(target))) continue;
        await images.remove(name);
        removed++;
      }
      return removed;
    });
  }

  /** CRI also names every image by its id. Without CRI, the last name would take the image from under its containers. */
  private async remove(name: string, target: DescriptorMessage): Promise<boolean> {
    const { images } = this.parts;
    if ((await images.target(name)) !== target.digest) return false;
    if (!(await this.hasOtherName(target.digest, name)) && (await this.isUsed(target.digest))) {
      await images.add(`${IN_USE}:${inUseTag(target.digest)}`, target);
    }
    await images.remove(name, target);
    return true;
  }

  private async hasOtherName(target: string, name: string): Promise<boolean> {
    return (await this.parts.images.names()).some((other) => other.target === target && other.name !== name);
  }

  /** Whether a container was created from the image, running or not. */
  private async isUsed(target: string): Promise<boolean> {
    const { images, lookup, containerImages } = this.parts;
    const ids = (await images.manifests(target)).map(({ config }) => config);
    for (const container of await lookup.list()) {
      if (ids.includes(await containerImages.idOf(container))) return true;
    }
    return false;
  }
}
