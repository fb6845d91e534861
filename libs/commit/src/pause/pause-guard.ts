import { FactoryError } from '@image-factory/errors';
import { type Backoff, KeyedMutex } from '@image-factory/resilience';
import type { ContainerRuntime } from '@image-factory/runtime';
import { ContainerHold, type HoldParts, type OnResumed, type PauseObserver } from './container-hold.js';
import { InterruptedPause, PauseJournal, type PauseRecord } from './pause-journal.js';

/** Limit on the delayed start of a runtime: afterwards its containers are given up. */
const RUNTIME_START_MS = 600_000;

/** Options of a PauseGuard; all have defaults. */
export interface PauseGuardOptions {
  readonly onResumed?: OnResumed;
  /** Between attempts to resume a container. */
  readonly backoff?: Backoff;
}

/**
 * Pauses containers for all strategies of an agent, and ensures that none stays paused. One commit at a time holds a
 * container; a cancelled commit holds it until the runtime has finished the calls that it cannot cancel.
 */
export class PauseGuard {
  private readonly containers = new KeyedMutex();
  private readonly parts: HoldParts;

  /** @param stateDirectory state folder of the agent */
  constructor(
    runtime: Pick<ContainerRuntime, 'containers' | 'pauser'>,
    stateDirectory: string,
    { onResumed = () => undefined, backoff }: PauseGuardOptions = {},
  ) {
    const journal = new PauseJournal(stateDirectory);
    this.parts = { runtime, journal, onResumed, backoff };
  }

  /** Whether a commit holds this container. */
  isHeld(containerId: string): boolean {
    return this.containers.isLocked(containerId);
  }

  /**
   * Waits until no other commit holds the container.
   *
   * @param transaction id of the commit
   * @param signal gives up the wait
   * @throws FactoryError `cancelled`
   */
  async hold(
    containerId: string,
    transaction: string,
    observer: PauseObserver,
    signal: AbortSignal,
  ): Promise<ContainerHold> {
    const release = await this.containers.acquire(containerId, signal).catch((cause: unknown) => {
      throw new FactoryError('cancelled', 'The commit was cancelled.', { cause });
    });
    return new ContainerHold(this.parts, containerId, transaction, observer, release);
  }

  /**
   * Resumes the containers that a killed agent, or a commit that has lost its runtime, has left paused.
   *
   * @returns the number of resumed containers
   * @throws FactoryError `engine_unreachable`, `engine_failed`; the rest then stays in the journal
   */
  async resumeInterrupted(): Promise<number> {
    let resumed = 0;
    for (const record of await this.parts.journal.list()) {
      const { containerId } = record;
      if (this.isHeld(containerId)) continue;
      if (await this.containers.run(containerId, () => this.resume(record))) resumed++;
    }
    return resumed;
  }

  /**
   * A container that is missing now may belong to a runtime that has not started yet.
   *
   * @returns whether the container was resumed
   */
  private async resume(record: PauseRecord): Promise<boolean> {
    const { runtime, journal, onResumed } = this.parts;
    const resumed = await new InterruptedPause(runtime, record).resume().catch((error: unknown) => {
      if (FactoryError.from(error).code !== 'container_not_found') throw error;
      return 'missing' as const;
    });
    if (resumed === 'missing' && Date.now() - (record.at ?? 0) < RUNTIME_START_MS) return false;
    await journal.remove(record.containerId);
    if (resumed === undefined || resumed === 'missing') return false;
    onResumed({ ...record, name: resumed.name });
    return true;
  }
}
