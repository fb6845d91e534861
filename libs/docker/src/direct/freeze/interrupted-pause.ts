import type { DockerEngine } from '../../engine/docker-engine.js';
import type { ContainerFacts } from '../../engine/engine-facts.js';
import type { FreezeMark } from './freeze-marks.js';

/** A pause that may have outlived the commit that asked for it. */
export class InterruptedPause {
  constructor(
    private readonly engine: Pick<DockerEngine, 'inspect' | 'pausesAndCommits' | 'unpause'>,
    private readonly mark: Pick<FreezeMark, 'containerId' | 'startedAt' | 'at'>,
  ) {}

  /**
   * Resumes the container, unless the pause it is in is somebody else's: it was started or resumed since ours began.
   *
   * @returns the container that was resumed, as it was before; undefined when none was
   * @throws FactoryError `container_not_found`, `engine_unreachable`, `engine_failed`
   */
  async resume(): Promise<ContainerFacts | undefined> {
    const { containerId, startedAt } = this.mark;
    const facts = await this.engine.inspect(containerId);
    if (!facts.paused) return undefined;
    if (startedAt !== undefined && startedAt !== facts.startedAt) return undefined;
    if (await this.wasResumedSince()) return undefined;
    await this.engine.unpause(containerId);
    return facts;
  }

  /** An engine that was restarted has forgotten; then the pause counts as ours, so that none lasts. */
  private async wasResumedSince(): Promise<boolean> {
    const { containerId, at } = this.mark;
    if (at === undefined) return false;
    const events = await this.engine.pausesAndCommits(containerId);
    return events.some((event) => event.action === 'unpause' && event.at > at);
  }
}
