import { pause } from '@image-factory/resilience';
import type { ControlGroups, Freezer, Pauser } from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';

/** A group that is still frozen this long after its container counts as running is a leftover, not a new pause. */
const LEFT_OVER_MS = 100;

/** Collaborators of a pauser. */
export interface DockerPauserParts {
  readonly engine: {
    readonly containers: Pick<DockerEngine['containers'], 'inspect' | 'pause' | 'pausesAndCommits' | 'unpause'>;
  };
  readonly groups: Pick<ControlGroups, 'ofProcess'>;
  /** Receives each container that Docker has left frozen. */
  readonly warn: (message: string) => void;
}

/** The runtime's own pause: `docker ps` shows the container as paused. */
export class DockerPauser implements Pauser {
  constructor(private readonly parts: DockerPauserParts) {}

  pause(containerId: string): Promise<void> {
    return this.parts.engine.containers.pause(containerId);
  }

  async resume(containerId: string): Promise<void> {
    await this.parts.engine.containers.unpause(containerId);
    await this.unfreezeLeftOver(containerId);
  }

  /**
   * After a restart of the runtime its event history is empty: the result is false then, so that no container stays
   * paused.
   */
  async wasResumedSince(containerId: string, at: number): Promise<boolean> {
    const events = await this.parts.engine.containers.pausesAndCommits(containerId);
    return events.some((event) => event.action === 'unpause' && event.at > at);
  }

  /** Some versions of runc leave the group frozen although the container counts as running: opencontainers/runc#5325. */
  private async unfreezeLeftOver(containerId: string): Promise<void> {
    const freezer = await this.frozenGroup(containerId);
    if (!freezer) return;
    await pause(LEFT_OVER_MS);
    if (!(await this.frozenGroup(containerId))) return;
    this.parts.warn(
      `The runtime has resumed the container ${containerId}, but its control group is still frozen. Resuming the group.`,
    );
    await freezer.resume();
  }

  /** @returns undefined if the container runs, another party has paused it again, or this process does not see its group */
  private async frozenGroup(containerId: string): Promise<Freezer | undefined> {
    const { engine, groups } = this.parts;
    const { pid, running, paused } = await engine.containers.inspect(containerId);
    if (!running || paused) return undefined;
    const freezer = await groups.ofProcess(pid);
    return (await freezer?.isFrozen().catch(() => false)) ? freezer : undefined;
  }
}
