import { Injectable } from '@nestjs/common';
import type { CommitJob } from './commit-job.js';

/** Limit on remembered jobs; evicts the oldest ended ones. */
const REMEMBERED = 1_000;

/** The running jobs, and the latest ended ones. */
@Injectable()
export class JobRegistry {
  private readonly runs = new Map<string, CommitJob>();

  /** Adds a job; replaces an ended one of the same commit. */
  add(run: CommitJob): void {
    this.runs.delete(run.save.transaction);
    this.runs.set(run.save.transaction, run);
    for (const [transaction, { isRunning }] of this.runs) {
      if (this.runs.size <= REMEMBERED) return;
      if (!isRunning) this.runs.delete(transaction);
    }
  }

  running(): CommitJob[] {
    return [...this.runs.values()].filter(({ isRunning }) => isRunning);
  }

  /**
   * The job of a repeated dispatch: the same commit, and the same attempt or, unless the job has failed, a later one. A
   * first-generation shield numbers no attempts and repeats no dispatch.
   */
  repeated(transaction: string, attempt: number | undefined): CommitJob | undefined {
    const run = this.runs.get(transaction);
    if (run?.attempt === undefined || attempt === undefined) return undefined;
    return attempt <= run.attempt || run.isRunning || run.hasSucceeded ? run : undefined;
  }

  /** The job of a commit. */
  find(transaction: string): CommitJob | undefined {
    return this.runs.get(transaction);
  }

  /** The running job that conflicts with this commit or container. */
  inTheWayOf(transaction: string, containerId: string): CommitJob | undefined {
    return this.running().find(({ save }) => save.transaction === transaction || save.containerId === containerId);
  }
}
