import type { DockerEngine } from '../engine/docker-engine.js';
import type { CommitOptions } from '../engine/engine-facts.js';
import { RAW, type CommitTag } from './commit-tag.js';

/** Commits containers so that the values of some environment variables are nowhere in the image. */
export class RedactedCommit {
  constructor(private readonly engine: DockerEngine) {}

  /**
   * The engine blanks the variables of the image; but many engines also write down, in the same file, how the container
   * was configured. So the image is committed once more, by way of a container that was made of it and never runs: its
   * values are blank from the start, and it adds no layer. May be called again when it has failed half-way.
   *
   * @param options with the variables to blank, and the name and tag of the image that it shall become
   * @param signal stops engines that can be stopped in a commit
   * @returns id of the image
   */
  async run(containerId: string, options: CommitOptions, mark: CommitTag, signal: AbortSignal): Promise<string> {
    const known = await this.engine.inspectImage(mark.raw);
    const raw = known?.id ?? (await this.engine.commit(containerId, { ...options, name: RAW, tag: mark.tag }, signal));
    await this.engine.removeContainer(mark.container);
    const copy = await this.engine.createContainer(mark.container, raw);
    try {
      return await this.engine.commit(copy, { ...options, pause: false, blank: [] }, signal);
    } finally {
      await this.engine.removeContainer(copy);
    }
  }
}
