import type { DockerEngine } from '../engine/docker-engine.js';
import type { CommitOptions } from '../engine/engine-facts.js';
import { RAW, type CommitTag } from './commit-tag.js';

/** Commits containers without any trace of the redacted values in the image. */
export class RedactedCommit {
  constructor(private readonly engine: DockerEngine) {}

  /**
   * The runtime redacts the variables of the image, but many runtimes also store the container's configuration in the
   * same file. So the image is committed again through a container that is created from it and never runs: its values
   * are redacted from the start, and it adds no layer. Can be retried after a failure.
   *
   * @param options with the variables to redact, and the name and tag of the final image
   * @param signal cancels the commit in runtimes that support that
   * @returns id of the image
   */
  async run(containerId: string, options: CommitOptions, mark: CommitTag, signal: AbortSignal): Promise<string> {
    const earlier = await this.engine.images.inspect(mark.raw);
    const raw =
      earlier?.id ??
      (await this.engine.containers.commit(containerId, { ...options, name: RAW, tag: mark.tag }, signal));
    await this.engine.containers.remove(mark.container);
    const copy = await this.engine.containers.create(mark.container, raw);
    try {
      return await this.engine.containers.commit(copy, { ...options, pause: false, redacted: [] }, signal);
    } finally {
      await this.engine.containers.remove(copy);
    }
  }
}
