import type { DockerEngine } from '../engine/docker-engine.js';
import { ImageReference } from '@image-factory/oci';
import { TemporaryTag } from './temporary-tag.js';
import { CONTAINER, PREVIOUS, RAW, COMMITTED, CommitTag } from './commit-tag.js';

/** Removes the leftovers of killed commits from the node. */
export class InterruptedCommits {
  constructor(
    private readonly engine: DockerEngine,
    private readonly owner: string,
  ) {}

  /**
   * Removes the images of dead commits, and returns borrowed names to the user's images.
   *
   * @param isRunning whether the commit with this tag is running
   * @returns the number of removed images
   */
  async remove(isRunning: (tag: string) => boolean): Promise<number> {
    await this.removeContainers(isRunning);
    const committed = await this.engine.images.named(COMMITTED);
    let removed = 0;
    for (const { id, tags } of committed) {
      for (const mark of this.deadMarks(tags, COMMITTED, isRunning)) {
        await this.giveNamesBack(id, tags, mark);
        await this.engine.images.untag(mark.committed);
        removed++;
      }
    }
    for (const { tags } of await this.engine.images.named(PREVIOUS)) {
      for (const mark of this.deadMarks(tags, PREVIOUS, isRunning)) await this.engine.images.untag(mark.previous);
    }
    for (const { tags } of await this.engine.images.named(RAW)) {
      for (const mark of this.deadMarks(tags, RAW, isRunning)) await this.engine.images.untag(mark.raw);
    }
    return removed;
  }

  private async removeContainers(isRunning: (tag: string) => boolean): Promise<void> {
    for (const { name } of await this.engine.containers.list(CONTAINER)) {
      const mark = CommitTag.ofContainer(this.owner, name);
      if (mark && !isRunning(mark.tag)) await this.engine.containers.remove(mark.container);
    }
  }

  private deadMarks(names: readonly string[], repository: string, isRunning: (tag: string) => boolean): CommitTag[] {
    return names
      .map((name) => CommitTag.read(this.owner, repository, name))
      .filter((mark) => mark !== undefined)
      .filter(({ tag }) => !isRunning(tag));
  }

  private async giveNamesBack(image: string, names: readonly string[], mark: CommitTag): Promise<void> {
    for (const reference of names.map((name) => ImageReference.parse(name)).filter((name) => mark.isFor(name))) {
      await new TemporaryTag(this.engine, reference, mark).giveBack(image);
    }
  }
}
