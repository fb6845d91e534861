import { join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import { type Backoff, KeyedMutex } from '@image-factory/resilience';
import type { ContainerRuntime } from '@image-factory/runtime';
import { ContainerClaims } from './container-claims.js';
import { ContainerHold, type HoldParts, type OnResumed, type PauseObserver } from './container-hold.js';
import { InterruptedPause, PauseJournal, type PauseRecord } from './pause-journal.js';

/** Limit on the delayed start of a runtime: afterwards its containers are given up. */
const RUNTIME_START_MS = 600_000;

/** Options of a PauseGuard; all have defaults. */
export interface PauseGuardOptions {
  readonly onResumed?: OnResumed;
  /** Folder of the claims of all agents of the node; default: `claims` in the state folder. */
  readonly claimsDirectory?: string;
  /** Between attempts to resume a container. */
  readonly backoff?: Backoff;
}

/**
 * Pauses containers for all strategies of an agent, and ensures that none stays paused. One commit at a time holds a
 * container, whichever agent of the node makes it; a cancelled commit holds it until the runtime has finished the calls
 * that it cannot cancel.
 */
export class PauseGuard {
  private readonly containers = new KeyedMutex();
  private readonly claims: ContainerClaims;
  private readonly parts: HoldParts;

  /** @param stateDirectory state folder of the agent */
  constructor(
    runtime: Pick<ContainerRuntime, 'containers' | 'pauser'>,
    stateDirectory: string,
    { onResumed = () => undefined, claimsDirectory, backoff }: PauseGuardOptions = {},
  ) {
    const journal = new PauseJournal(stateDirectory);
    this.claims = new ContainerClaims(claimsDirectory ?? join(stateDirectory, 'claims'));
    this.parts = { runtime, journal, onResumed, backoff };
  }

  /** Whether a commit of this agent holds this container. */
  isHeld(containerId: string): boolean {
    return this.containers.isLocked(containerId);
  }

  /** Whether a commit of another agent of the node holds this container. */
  async isHeldByOther(containerId: string): Promise<boolean> {
    return (await this.claims.ofOther(containerId)) !== undefined;
  }

  /**
   * Waits until no other commit holds the container: neither of this agent, nor of another one.
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
      throw cancelled(cause);
    });
    const unclaim = await this.claim(containerId, transaction, observer, signal).catch((error: unknown) => {
      release();
      throw error;
    });
    return new ContainerHold(this.parts, containerId, transaction, observer, () => {
      release();
      void unclaim();
    });
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
      if (this.isHeld(containerId) || (await this.isHeldByOther(containerId))) continue;
      if (await this.containers.run(containerId, () => this.resume(record))) resumed++;
    }
    return resumed;
  }

  /** A claim matters only if there is another agent: the commit does without where none can be written. */
  private async claim(
    containerId: string,
    transaction: string,
    observer: PauseObserver,
    signal: AbortSignal,
  ): Promise<() => Promise<void>> {
    let hasWaited = false;
    let unclaim = (): Promise<void> => Promise.resolve();
    try {
      unclaim = await this.claims.claim(
        containerId,
        transaction,
        (other) => {
          hasWaited = true;
          const message = `Waiting for another agent of the node, which commits this container (${other.transaction}).`;
          observer.progress({ phase: 'committing', message });
          const claim = `claimed by the agent with the process id ${other.pid} for the commit ${other.transaction}`;
          observer.warn(`The container ${containerId} is ${claim}. Waiting for it.`);
        },
        signal,
      );
    } catch (error) {
      if (signal.aborted) throw cancelled(error);
      observer.warn(`The container ${containerId} is not claimed: another agent may commit it meanwhile.`, error);
    }
    try {
      // The other agent may have died during its pause.
      if (hasWaited) await this.resumeLeft(containerId);
      return unclaim;
    } catch (error) {
      await unclaim();
      throw error;
    }
  }

  /** Resumes a container that a dead agent with the same state folder has left paused. */
  private async resumeLeft(containerId: string): Promise<void> {
    for (const record of await this.parts.journal.list()) {
      if (record.containerId === containerId) await this.resume(record);
    }
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

function cancelled(cause: unknown): FactoryError {
  return new FactoryError('cancelled', 'The commit was cancelled.', { cause });
}
