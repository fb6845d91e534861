import type { Pauser } from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';

/** The engine's own pause: `docker ps` shows the container as paused. */
export class DockerPauser implements Pauser {
  constructor(private readonly engine: DockerEngine) {}

  pause(containerId: string): Promise<void> {
    return this.engine.pause(containerId);
  }

  resume(containerId: string): Promise<void> {
    return this.engine.unpause(containerId);
  }

  /** An engine that was restarted has forgotten its events; then nothing was resumed, so that no pause lasts. */
  async wasResumedSince(containerId: string, at: number): Promise<boolean> {
    const events = await this.engine.pausesAndCommits(containerId);
    return events.some((event) => event.action === 'unpause' && event.at > at);
  }
}
