import type { ContainerFacts, ContainerRuntime } from '@image-factory/runtime';
import type { PauseRecord } from './pause-journal.js';

/** A pause that may have outlived its commit. */
export class InterruptedPause {
  constructor(
    private readonly runtime: Pick<ContainerRuntime, 'containers' | 'pauser'>,
    private readonly mark: Pick<PauseRecord, 'containerId' | 'startedAt' | 'at' | 'method'>,
  ) {}

  /**
   * Resumes the container, unless another party has paused it: that is, if it was started or resumed since our pause
   * began, or is paused by another method.
   *
   * @returns the resumed container in its previous state; undefined if none was resumed
   * @throws FactoryError `container_not_found`, `engine_unreachable`, `engine_failed`
   */
  async resume(): Promise<ContainerFacts | undefined> {
    const { containerId, startedAt, at, method } = this.mark;
    const facts = await this.runtime.containers.find(containerId);
    if (!facts.paused) return undefined;
    if (startedAt !== undefined && startedAt !== facts.startedAt) return undefined;
    if (method !== undefined && method !== facts.pauseMethod) return undefined;
    if (at !== undefined && (await this.runtime.pauser.wasResumedSince(containerId, at))) return undefined;
    await this.runtime.pauser.resume(containerId);
    return facts;
  }
}
