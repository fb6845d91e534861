import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import {
  type ContainerFacts,
  type ContainerRuntime,
  type PausePeriod,
  isActive,
  isSameState,
  settledContainer,
} from '@image-factory/runtime';
import { type PauseRecord, PauseJournal } from './pause-journal.js';
import { InterruptedPause } from './interrupted-pause.js';

/** Back-off between attempts to resume a container: the runtime may be restarting. */
const RESUME_WAITS_MS = [200, 1000, 2000, 4000, 8000];

/** Limit on pause requests: each refusal means that the container has just changed its state. */
const MAX_PAUSE_ATTEMPTS = 5;

/** A container whose files do not change. */
export interface PausedContainer {
  /** The container as the runtime describes it during the pause, newer than the facts from before. */
  readonly facts: ContainerFacts;
  /**
   * Ends the pause and checks that it was never interrupted.
   *
   * @throws FactoryError `direct_failed` if another party has resumed, started or stopped the container meanwhile
   */
  release(): Promise<void>;
  /** Resumes the container if it is still paused; never fails. */
  thaw(): Promise<void>;
}

/** Callbacks for the work of a PauseGuard. */
export interface PauseListener {
  /** Receives each container that may be left paused. */
  readonly warn: (message: string) => void;
  /** Receives the pause duration of each container. */
  readonly frozen: (period: PausePeriod) => void;
  /** Receives each container that a killed agent had left paused and that has been resumed. */
  readonly resumed: (mark: PauseRecord) => void;
}

/** Pauses containers, and ensures that none stays paused. */
export class PauseGuard {
  private readonly marks: PauseJournal;

  /** @param stateDirectory state folder of the agent */
  constructor(
    private readonly runtime: Pick<ContainerRuntime, 'containers' | 'pauser'>,
    stateDirectory: string,
    private readonly listener: PauseListener,
  ) {
    this.marks = new PauseJournal(stateDirectory);
  }

  /**
   * Pauses a container. A container that is stopped, or that its user has paused, stays unchanged; a pause by another
   * agent is awaited.
   *
   * @param transaction id of the commit
   * @param signal resumes the container at once
   * @throws FactoryError `direct_failed` if the container changes its state too often to be paused, `cancelled`
   */
  async freeze(containerId: string, transaction: string, signal: AbortSignal): Promise<PausedContainer> {
    for (let attempt = 1; ; attempt++) {
      const facts = await settledContainer(this.runtime.containers, containerId, signal);
      if (!isActive(facts)) return this.asItIs(facts);
      try {
        return await this.pause(facts, transaction, signal);
      } catch (error) {
        const { code, message } = FactoryError.from(error);
        if (code !== 'engine_failed') throw error;
        if (attempt === MAX_PAUSE_ATTEMPTS) throw new FactoryError('direct_failed', message);
      }
    }
  }

  /** Resumes the containers that a killed agent has left paused. @returns the number of resumed containers */
  async resumeInterrupted(): Promise<number> {
    const marks = await this.marks.list();
    let resumed = 0;
    for (const mark of marks) if (await this.thaw(mark)) resumed++;
    return resumed;
  }

  private asItIs(facts: ContainerFacts): PausedContainer {
    return {
      facts,
      thaw: () => Promise.resolve(),
      release: async () => demandSameState(facts, await this.runtime.containers.find(facts.id)),
    };
  }

  private async pause(facts: ContainerFacts, transaction: string, signal: AbortSignal): Promise<PausedContainer> {
    const { id: containerId, name, startedAt } = facts;
    const from = Date.now();
    const mark = { containerId, name, transaction, startedAt, at: from };
    await this.marks.set(mark);
    await this.askToPause(mark);
    let ended: Promise<void> | undefined;
    const end = async (): Promise<void> => {
      await this.thawOwn(containerId);
      this.listener.frozen({ containerId, from, to: Date.now() });
    };
    const thaw = (): Promise<void> => {
      signal.removeEventListener('abort', abort);
      return (ended ??= end());
    };
    const abort = (): void => void thaw();
    signal.addEventListener('abort', abort);
    if (signal.aborted) {
      await thaw();
      throw new FactoryError('cancelled', 'The save was cancelled.');
    }
    const release = async (): Promise<void> => {
      const now = await this.runtime.containers.find(containerId);
      await thaw();
      demandSameState({ ...facts, paused: true }, now);
    };
    return { facts, thaw, release };
  }

  /** A runtime that refuses has not paused the container; one that does not answer may have. */
  private async askToPause(mark: PauseRecord): Promise<void> {
    try {
      await this.runtime.pauser.pause(mark.containerId);
    } catch (error) {
      const { code } = FactoryError.from(error);
      if (code === 'engine_unreachable') await this.thaw(mark);
      else await this.marks.remove(mark.containerId);
      throw error;
    }
  }

  private async thawOwn(containerId: string): Promise<void> {
    await this.patiently(containerId, async () => {
      if ((await this.runtime.containers.find(containerId)).paused) await this.runtime.pauser.resume(containerId);
    });
  }

  /** @returns whether the container was resumed */
  private async thaw(mark: PauseRecord): Promise<boolean> {
    const resumed = await this.patiently(mark.containerId, () => new InterruptedPause(this.runtime, mark).resume());
    if (resumed) this.listener.resumed({ ...mark, name: resumed.name });
    return resumed !== undefined;
  }

  private async patiently<T>(containerId: string, work: () => Promise<T>): Promise<T | undefined> {
    let result: T | undefined;
    for (const wait of [...RESUME_WAITS_MS, undefined]) {
      try {
        result = await work();
        break;
      } catch (error) {
        const { code, logText } = FactoryError.from(error);
        if (code === 'container_not_found') break;
        if (wait === undefined) {
          this.listener.warn(`The container ${containerId} may be left paused: ${logText}`);
          return undefined;
        }
        await sleep(wait);
      }
    }
    await this.marks
      .remove(containerId)
      .catch((error: unknown) =>
        this.listener.warn(`A mark of ${containerId} stays: ${FactoryError.from(error).logText}`),
      );
    return result;
  }
}

function demandSameState(before: ContainerFacts, now: ContainerFacts): void {
  if (isSameState(before, now)) return;
  throw new FactoryError('direct_failed', 'The container was started, stopped, paused or resumed while it was read.');
}
