import type { EngineContainers } from '../engine/engine-containers.js';
import { type ContainerFacts, isActive, isSameRun } from '@image-factory/runtime';

/** Verdict of a witness: `looping` means disturbed by the container's restart policy. */
export type CommitVerdict = 'steady' | 'disturbed' | 'looping';

/** Determines after a commit whether the container could change its files meanwhile. */
export class CommitWitness {
  private constructor(
    private readonly containers: Pick<EngineContainers, 'inspect' | 'pausesAndCommits'>,
    private readonly before: ContainerFacts,
    /** Moment of the last event before the commit, by the runtime's clock. */
    private readonly lastEventAt: number,
  ) {}

  /** @param before state of the container right before the commit */
  static async of(
    containers: Pick<EngineContainers, 'inspect' | 'pausesAndCommits'>,
    before: ContainerFacts,
  ): Promise<CommitWitness> {
    const events = await eventsOf(containers, before.id);
    return new CommitWitness(containers, before, events.at(-1)?.at ?? 0);
  }

  /**
   * @param image id of the committed image
   * @throws FactoryError `container_not_found`, `engine_unreachable`, `engine_failed`
   */
  async verdict(image: string): Promise<CommitVerdict> {
    const { before } = this;
    const after = await this.containers.inspect(before.id);
    if (isSameRun(before, after) && (await this.wasPausedAsBefore(after, image))) return 'steady';
    const isLooping = before.restarting || after.restarting || before.restartCount !== after.restartCount;
    return isLooping ? 'looping' : 'disturbed';
  }

  /**
   * The runtime pauses a running container, and resumes it after the commit. It leaves an existing pause to its owner:
   * that pause must last until the commit has ended.
   */
  private async wasPausedAsBefore(after: ContainerFacts, image: string): Promise<boolean> {
    if (!isActive(this.before)) return this.before.paused === after.paused;
    const events = (await eventsOf(this.containers, after.id)).filter(({ at }) => at > this.lastEventAt);
    const committed = events.findIndex((event) => event.action === 'commit' && event.image === image);
    return !events.slice(0, Math.max(committed, 0)).some(({ action }) => action === 'unpause');
  }
}

/** Without an event history nothing indicates a disturbance. */
function eventsOf(containers: Pick<EngineContainers, 'pausesAndCommits'>, containerId: string) {
  return containers.pausesAndCommits(containerId).catch(() => []);
}
