import type { Pauser } from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';

/** The runtime's own pause: `docker ps` shows the container as paused. */
export class DockerPauser implements Pauser {
  constructor(private readonly engine: DockerEngine) {}

  pause(containerId: string): Promise<void> {
    return this.engine.pause(containerId);
  }

  resume(containerId: string): Promise<void> {
    return this.engine.unpause(containerId);
  }

  /**
   * After a restart of the runtime its event history is empty: the result is false then, so that no container stays
   * paused.
   */
  async wasResumedSince(containerId: string, at: number): Promise<boolean> {
    const events = await this.engine.pausesAndCommits(containerId);
    return events.some((event) => event.action === 'unpause' && event.at > at);
  }
}
