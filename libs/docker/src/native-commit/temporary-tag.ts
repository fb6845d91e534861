import type { DockerEngine } from '../engine/docker-engine.js';
import { ImageReference } from '@image-factory/oci';
import { PREVIOUS, type CommitTag } from './commit-tag.js';

/**
 * The engine pushes by name, so an image bears the name it is pushed to for a while. The user may have an image of
 * that name on the node: it is kept under the mark's and gets its name back.
 */
export class TemporaryTag {
  constructor(
    private readonly engine: DockerEngine,
    private readonly reference: ImageReference,
    private readonly mark: CommitTag,
  ) {}

  /**
   * May be called again when it has failed half-way.
   *
   * @param image id of the image that is to be pushed
   */
  async take(image: string): Promise<void> {
    const owner = await this.engine.inspectImage(this.reference.toString());
    if (owner?.id === image) return;
    if (owner) await this.engine.tag(owner.id, PREVIOUS, this.mark.tag);
    await this.engine.tag(image, this.reference.name, this.reference.tag);
  }

  /** Unless somebody has given the name to yet another image in the meantime. */
  async giveBack(image: string): Promise<void> {
    const { engine, reference, mark } = this;
    const bearer = await engine.inspectImage(reference.toString());
    const owner = await engine.inspectImage(mark.previous);
    if (bearer?.id === image) {
      if (owner) await engine.tag(owner.id, reference.name, reference.tag);
      else await engine.untag(reference.toString());
    }
    // Of a push Docker remembers the digest, as a name that would keep the image. Podman tells one for each name that
    // the image has, and would remove the whole image by it.
    const pushed = await engine.inspectImage(image);
    for (const digest of pushed?.digests ?? []) if (this.isOfReference(digest)) await engine.untag(digest);
    if (owner) await engine.untag(mark.previous);
  }

  /** @param digest `name@sha256:…`, in the engine's short spelling */
  private isOfReference(digest: string): boolean {
    const [name = ''] = digest.split('@');
    return ImageReference.parse(name).name === this.reference.name;
  }
}
