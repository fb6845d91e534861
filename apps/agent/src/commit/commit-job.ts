import { Logger } from '@nestjs/common';
import type { CommittedImage, JobProgress } from '@image-factory/commit';
import { FactoryError } from '@image-factory/errors';
import type { AcceptedCommit } from './accepted-commit.js';
import type { JobReports } from './job-reports.js';

/** Does a save. Rejects with a FactoryError; `signal` stops it. */
export type JobWork = (observe: (progress: JobProgress) => void, signal: AbortSignal) => Promise<CommittedImage>;

/** Why a save is stopped. */
const [ABANDONED, CANCELLED] = ['abandoned', 'cancelled'] as const;

/** One save, from the moment it was accepted. It tells the shield whatever happens to it. */
export class CommitJob {
  private readonly logger = new Logger(CommitJob.name);
  private readonly stopper = new AbortController();
  private state: 'running' | 'succeeded' | 'failed' = 'running';

  /** Settles when the save has ended; rejects with the FactoryError that ended it. */
  readonly ended: Promise<CommittedImage>;

  constructor(
    readonly save: AcceptedCommit,
    private readonly reports: JobReports,
    work: JobWork,
  ) {
    this.ended = this.run(work);
    // The reports tell of a failure; that somebody waits for the end is the exception.
    this.ended.catch(() => undefined);
  }

  get isRunning(): boolean {
    return this.state === 'running';
  }

  get hasSucceeded(): boolean {
    return this.state === 'succeeded';
  }

  /** The attempt that it answers for; undefined for a first-generation shield. */
  get attempt(): number | undefined {
    return this.reports.attempt;
  }

  /** Goes on as a later attempt of its transaction: the shield had lost sight of it. An earlier one changes nothing. */
  adopt(attempt: number): void {
    this.reports.attempt = Math.max(attempt, this.attempt ?? attempt);
  }

  /** Tells once more how it ended. */
  repeatEnd(): void {
    this.reports.repeatEnd();
  }

  /**
   * Stops it because the agent stops, and resolves when it has ended. Nothing is told of a save that the shield
   * hands out again by itself; a first-generation shield does not, so there it fails.
   */
  async abandon(): Promise<void> {
    this.stopper.abort(ABANDONED);
    await this.ended.catch(() => undefined);
  }

  /** Stops it because nobody wants it any more: it fails as `cancelled`. */
  cancel(): void {
    this.stopper.abort(CANCELLED);
  }

  private async run(work: JobWork): Promise<CommittedImage> {
    try {
      this.reports.begun();
      const saved = await work((progress) => this.reports.observe(progress), this.stopper.signal);
      this.state = 'succeeded';
      this.reports.succeeded(saved);
      return saved;
    } catch (error) {
      const failure = this.failureOf(error);
      this.state = 'failed';
      if (this.stopper.signal.reason === ABANDONED && this.attempt !== undefined) this.reports.stop();
      else this.reports.failed(failure);
      throw failure;
    }
  }

  private failureOf(error: unknown): FactoryError {
    const { signal } = this.stopper;
    const failure = FactoryError.from(error);
    if (failure.code === 'internal') this.logUnexpected(failure);
    if (!signal.aborted) return failure;
    if (signal.reason === CANCELLED) return new FactoryError('cancelled', 'The save was cancelled.', { cause: error });
    return new FactoryError('agent_lost', 'The agent was stopped during the save.', { cause: error });
  }

  /** Nobody but the log gets to know what has happened. */
  private logUnexpected(failure: FactoryError): void {
    const { transaction, requestId, containerId } = this.save;
    this.logger.error({ transaction, requestId, containerId, err: failure.cause ?? failure }, 'unexpected error');
  }
}
