import type { DockerEngine } from '../engine/docker-engine.js';
import { ImageReference } from '@image-factory/oci';
import { PREVIOUS, type CommitTag } from './commit-tag.js';

/**
 * The runtime pushes by name, so an image temporarily bears the name of its push target. A user's image with that name
 * is kept under the mark's name and gets its own name back.
 */
export class TemporaryTag {
  constructor(
    private readonly engine: DockerEngine,
    private readonly reference: ImageReference,
    private readonly mark: CommitTag,
  ) {}

  /**
   * Can be retried after a failure.
   *
   * @param image id of the image to push
   */
  async take(image: string): Promise<void> {
    const owner = await this.engine.images.inspect(this.reference.toString());
    if (owner?.id === image) return;
    if (owner) await this.engine.images.tag(owner.id, PREVIOUS, this.mark.tag);
    await this.engine.images.tag(image, this.reference.name, this.reference.tag);
  }

  /** Unless the name was assigned to yet another image meanwhile. */
  async giveBack(image: string): Promise<void> {
    const { engine, reference, mark } = this;
    const bearer = await engine.images.inspect(reference.toString());
    const owner = await engine.images.inspect(mark.previous);
    if (bearer?.id === image) {
      if (owner) await engine.images.tag(owner.id, reference.name, reference.tag);
      else await engine.images.untag(reference.toString());
    }
    // Docker records the digest of a push as a name that would keep the image. Podman reports a digest for each name of
    // the image, and would remove the whole image by it.
    const pushed = await engine.images.inspect(image);
    for (const digest of pushed?.digests ?? []) if (this.isOfReference(digest)) await engine.images.untag(digest);
    if (owner) await engine.images.untag(mark.previous);
  }

  /** @param digest `name@sha256:…`, in the runtime's short spelling */
  private isOfReference(digest: string): boolean {
    const [name = ''] = digest.split('@');
    return ImageReference.parse(name).name === this.reference.name;
  }
}
