import { FactoryError } from '@image-factory/errors';
import { Backoff } from '@image-factory/resilience';
import {
  type ContainerFacts,
  type ContainerRuntime,
  type ExpectedPause,
  isActive,
  isSameState,
  type PauseHold,
  settledContainer,
} from '@image-factory/runtime';
import type { CommitObserver } from '../commit-observer.js';
import { InterruptedPause, type PauseJournal, type PauseRecord } from './pause-journal.js';

/** Attempts to resume a container: the runtime may be restarting. */
const RESUME_BACKOFF = new Backoff({ initialMs: 200, factor: 2.6, retries: 5 });

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
  resume(): Promise<void>;
}

/** Receives each resumed container that a killed agent or an outage of the runtime had left paused. */
export type OnResumed = (record: PauseRecord) => void;

/** Observer of the pauses of one commit: waits, ends, each container that may be left paused, and each retry. */
export type PauseObserver = Pick<CommitObserver, 'paused' | 'progress' | 'warn'>;

/** Collaborators of a hold. */
export interface HoldParts {
  readonly runtime: Pick<ContainerRuntime, 'containers' | 'pauser'>;
  readonly journal: PauseJournal;
  readonly onResumed: OnResumed;
  /** Between attempts to resume a container. */
  readonly backoff?: Backoff;
}

/** The right of one commit to pause a container, and the duty to resume it. */
export class ContainerHold implements PauseHold {
  constructor(
    private readonly parts: HoldParts,
    private readonly containerId: string,
    private readonly transaction: string,
    private readonly observer: PauseObserver,
    private readonly whenReleased: () => void,
  ) {}

  release(): void {
    this.whenReleased();
  }

  /**
   * Pauses the container. A container that is stopped, or that its user has paused, stays unchanged; a pause by another
   * agent is awaited.
   *
   * @param signal resumes the container at once
   * @throws FactoryError `direct_failed` if the container changes its state too often to be paused, `cancelled`
   */
  async pause(signal: AbortSignal): Promise<PausedContainer> {
    for (let attempt = 1; ; attempt++) {
      const facts = await settledContainer(this.parts.runtime.containers, this.containerId, signal);
      if (!isActive(facts)) return this.asItIs(facts);
      try {
        return await this.pauseActive(facts, signal);
      } catch (error) {
        const { code, message } = FactoryError.from(error);
        if (code !== 'engine_failed') throw error;
        if (attempt === MAX_PAUSE_ATTEMPTS) throw new FactoryError('direct_failed', message);
      }
    }
  }

  async expectPause(facts: ContainerFacts): Promise<ExpectedPause> {
    const record = this.recordOf(facts);
    // The journal matters only if the agent is killed, so its failure does not fail the commit.
    await this.parts.journal.set(record).catch((error: unknown) => this.warn('has no journal entry', error));
    let isReported = false;
    const report = (): void => {
      if (!isReported) this.report(record.at);
      isReported = true;
    };
    let isResumed = true;
    return {
      resume: async () => {
        let wasPaused = false;
        isResumed = await this.insist(async () => {
          wasPaused = await this.resumeIfPaused();
        });
        report();
        return wasPaused;
      },
      end: async () => {
        report();
        if (isResumed) await this.forget();
      },
    };
  }

  private asItIs(facts: ContainerFacts): PausedContainer {
    const { containers } = this.parts.runtime;
    return {
      facts,
      resume: () => Promise.resolve(),
      release: async () => demandSameState(facts, await containers.find(facts.id)),
    };
  }

  private async pauseActive(facts: ContainerFacts, signal: AbortSignal): Promise<PausedContainer> {
    const record = this.recordOf(facts);
    await this.parts.journal.set(record);
    await this.askToPause(record);
    let ended: Promise<void> | undefined;
    const end = async (): Promise<void> => {
      if (await this.insist(() => this.resumeIfPaused())) await this.forget();
      this.report(record.at);
    };
    const resume = (): Promise<void> => {
      signal.removeEventListener('abort', abort);
      return (ended ??= end());
    };
    const abort = (): void => void resume();
    signal.addEventListener('abort', abort);
    if (signal.aborted) {
      await resume();
      throw new FactoryError('cancelled', 'The commit was cancelled.');
    }
    const release = async (): Promise<void> => {
      const now = await this.parts.runtime.containers.find(this.containerId);
      await resume();
      demandSameState({ ...facts, paused: true }, now);
    };
    return { facts, resume, release };
  }

  /** A runtime that refuses has not paused the container; one that does not answer may have. */
  private async askToPause(record: PauseRecord): Promise<void> {
    const { runtime, onResumed } = this.parts;
    try {
      await runtime.pauser.pause(this.containerId);
    } catch (error) {
      const isUnknown = FactoryError.from(error).code === 'engine_unreachable';
      const undo = async (): Promise<void> => {
        const resumed = await new InterruptedPause(runtime, record).resume();
        if (resumed) onResumed({ ...record, name: resumed.name });
      };
      if (!isUnknown || (await this.insist(undo))) await this.forget();
      throw error;
    }
  }

  /** @returns whether it was paused */
  private async resumeIfPaused(): Promise<boolean> {
    const { containers, pauser } = this.parts.runtime;
    try {
      const { paused } = await containers.find(this.containerId);
      if (paused) await pauser.resume(this.containerId);
      return paused;
    } catch (error) {
      const isAway = FactoryError.from(error).code === 'engine_unreachable';
      if (isAway && (await pauser.resumeOffline?.(this.containerId))) return true;
      throw error;
    }
  }

  /** Retries while the runtime does not answer. @returns whether that has succeeded, or the container is gone */
  private async insist(work: () => Promise<unknown>): Promise<boolean> {
    const { backoff = RESUME_BACKOFF } = this.parts;
    const isRetryable = (error: unknown): boolean => FactoryError.from(error).code !== 'container_not_found';
    try {
      await backoff.run(work, {
        isRetryable,
        onRetry: (retry, error) => this.warn(`is not resumed yet, ${retry.toString()}`, error),
      });
    } catch (error) {
      if (!isRetryable(error)) return true;
      this.warn('may be left paused', error);
      return false;
    }
    return true;
  }

  private recordOf({ name, startedAt, pauseMethod: method }: ContainerFacts): PauseRecord & { readonly at: number } {
    const { containerId, transaction } = this;
    return { containerId, name, transaction, startedAt, method, at: Date.now() };
  }

  private report(from: number): void {
    this.observer.paused({ containerId: this.containerId, from, to: Date.now() });
  }

  private async forget(): Promise<void> {
    await this.parts.journal
      .remove(this.containerId)
      .catch((error: unknown) => this.warn('keeps its journal entry', error));
  }

  private warn(what: string, error: unknown): void {
    this.observer.warn(`The container ${this.containerId} ${what}: ${FactoryError.from(error).logText}`);
  }
}

function demandSameState(before: ContainerFacts, now: ContainerFacts): void {
  if (isSameState(before, now)) return;
  throw new FactoryError('direct_failed', 'The container was started, stopped, paused or resumed while it was read.');
}
