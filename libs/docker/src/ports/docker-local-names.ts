import type { ImageReference } from '@image-factory/oci';
import { KeyedMutex } from '@image-factory/resilience';
import { IN_USE, inUseTag, type LocalName, type LocalNames } from '@image-factory/runtime';
import type { EngineImages } from '../engine/engine-images.js';

/** Key of the lock: there is one list of names. */
const NAMES = 'names';

/** The names of images in Docker or Podman. */
export class DockerLocalNames implements LocalNames {
  private readonly changes = new KeyedMutex();

  constructor(private readonly images: Pick<EngineImages, 'inspect' | 'named' | 'tag' | 'untag' | 'untagUnused'>) {}

  async find(reference: ImageReference): Promise<LocalName[]> {
    const name = reference.toString();
    const found = await this.images.inspect(name);
    if (!found) return [];
    return [{ imageId: found.id, remove: () => this.changes.run(NAMES, () => this.remove(name, found.id)) }];
  }

  async removeUnused(): Promise<number> {
    return this.changes.run(NAMES, async () => {
      const images = await this.images.named(IN_USE);
      const names = images.flatMap(({ tags }) => tags.filter((tag) => tag.startsWith(`${IN_USE}:`)));
      let removed = 0;
      for (const name of names) if (await this.images.untagUnused(name)) removed++;
      return removed;
    });
  }

  /**
   * Runtimes refuse to remove the last name of an image that a container uses, and by force they remove the image under
   * a stopped one. So the image gets another name first, which is its last one until no container uses it.
   */
  private async remove(name: string, imageId: string): Promise<boolean> {
    const { images } = this;
    if ((await images.inspect(name))?.id !== imageId) return false;
    const tag = inUseTag(imageId);
    await images.tag(imageId, IN_USE, tag);
    await images.untag(name);
    await images.untagUnused(`${IN_USE}:${tag}`);
    return true;
  }
}
