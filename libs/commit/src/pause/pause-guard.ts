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

/** Waits between the attempts to resume a container, in milliseconds: the engine may be restarting. */
const RESUME_WAITS_MS = [200, 1000, 2000, 4000, 8000];

/** How often a pause is asked for at most: each refusal means that the container has just changed its state. */
const MAX_PAUSE_ATTEMPTS = 5;

/** A container whose files do not change. */
export interface PausedContainer {
  /** What the engine says of it; later than what was known before the freeze. */
  readonly facts: ContainerFacts;
  /**
   * Ends the freeze, and says whether it has held all the time.
   *
   * @throws FactoryError `direct_failed` if somebody else has resumed, started or stopped the container meanwhile
   */
  release(): Promise<void>;
  /** Ends the freeze if it still lasts; never fails. */
  thaw(): Promise<void>;
}

/** Who hears of what a freezer does. */
export interface PauseListener {
  /** Told about containers that may be left paused. */
  readonly warn: (message: string) => void;
  /** Told for how long a container was paused. */
  readonly frozen: (period: PausePeriod) => void;
  /** Told of each container that a killed agent has left paused and that is resumed. */
  readonly resumed: (mark: PauseRecord) => void;
}

/** Pauses containers, and sees to it that none stays paused. */
export class PauseGuard {
  private readonly marks: PauseJournal;

  /** @param stateDirectory where the agent keeps its state */
  constructor(
    private readonly runtime: Pick<ContainerRuntime, 'containers' | 'pauser'>,
    stateDirectory: string,
    private readonly listener: PauseListener,
  ) {
    this.marks = new PauseJournal(stateDirectory);
  }

  /**
   * Pauses a container. One that does not run, or whose user has paused it, stays as it is; for another agent's pause
   * it waits.
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

  /** Resumes what a killed agent has left paused. @returns how many containers that were */
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

  /** An engine that refuses has paused nothing; one that does not answer may have. */
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
