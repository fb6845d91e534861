import { Logger } from '@nestjs/common';
import type { CommittedImage, JobProgress } from '@image-factory/commit';
import { FactoryError } from '@image-factory/errors';
import type { AcceptedCommit } from './accepted-commit.js';
import type { JobReports } from './job-reports.js';

/** The work of a job. Rejects with a FactoryError; `signal` cancels it. */
export type JobWork = (report: (progress: JobProgress) => void, signal: AbortSignal) => Promise<CommittedImage>;

/** Reasons for stopping a job. */
const [ABANDONED, CANCELLED] = ['abandoned', 'cancelled'] as const;

/** One attempt of a commit, from its acceptance on. Reports every phase and the end to the shield. */
export class CommitJob {
  private readonly logger = new Logger(CommitJob.name);
  private readonly stopper = new AbortController();
  private state: 'running' | 'succeeded' | 'failed' = 'running';

  /** Settles when the job ends; rejects with the FactoryError of the failure. */
  readonly ended: Promise<CommittedImage>;

  constructor(
    readonly commit: AcceptedCommit,
    private readonly reports: JobReports,
    work: JobWork,
  ) {
    this.ended = this.run(work);
    // The reports carry a failure; awaiting the end is optional.
    this.ended.catch(() => undefined);
  }

  get isRunning(): boolean {
    return this.state === 'running';
  }

  get hasSucceeded(): boolean {
    return this.state === 'succeeded';
  }

  /** The attempt that the job answers for; undefined for a first-generation shield. */
  get attempt(): number | undefined {
    return this.reports.attempt;
  }

  /** Adopts a later attempt of its commit, after the shield has lost track of the job. Ignores an earlier attempt. */
  adopt(attempt: number): void {
    this.reports.attempt = Math.max(attempt, this.attempt ?? attempt);
  }

  /** Reports the end again. */
  repeatEnd(): void {
    this.reports.repeatEnd();
  }

  /**
   * Stops the job because the agent stops, and resolves when it has ended. Reports nothing if the shield dispatches the
   * commit again; a first-generation shield does not, so there the commit fails.
   */
  async abandon(): Promise<void> {
    this.stopper.abort(ABANDONED);
    await this.ended.catch(() => undefined);
  }

  /** Cancels the job: the commit fails as `cancelled`. */
  cancel(): void {
    this.stopper.abort(CANCELLED);
  }

  private async run(work: JobWork): Promise<CommittedImage> {
    try {
      this.reports.begun();
      const image = await work((progress) => this.reports.observe(progress), this.stopper.signal);
      this.state = 'succeeded';
      this.reports.succeeded(image);
      return image;
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
    if (signal.reason === CANCELLED)
      return new FactoryError('cancelled', 'The commit was cancelled.', { cause: error });
    return new FactoryError('agent_lost', 'The agent was stopped during the commit.', { cause: error });
  }

  /** Only the log receives the details. */
  private logUnexpected(failure: FactoryError): void {
    const { transaction, containerId } = this.commit;
    this.logger.error({ transaction, containerId, err: failure.cause ?? failure }, 'unexpected error');
  }
}
