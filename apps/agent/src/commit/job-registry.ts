import { Injectable } from '@nestjs/common';
import type { CommitJob } from './commit-job.js';

/** Limit on remembered jobs; evicts the oldest ended ones. */
const MAX_REMEMBERED = 1_000;

/** The running jobs, and the latest ended ones. */
@Injectable()
export class JobRegistry {
  private readonly jobs = new Map<string, CommitJob>();

  /** Adds a job; replaces an ended one of the same commit. */
  add(job: CommitJob): void {
    this.jobs.delete(job.commit.transaction);
    this.jobs.set(job.commit.transaction, job);
    for (const [transaction, { isRunning }] of this.jobs) {
      if (this.jobs.size <= MAX_REMEMBERED) return;
      if (!isRunning) this.jobs.delete(transaction);
    }
  }

  running(): CommitJob[] {
    return [...this.jobs.values()].filter(({ isRunning }) => isRunning);
  }

  /**
   * The job of a repeated dispatch: the same commit, and the same attempt or, unless the job has failed, a later one. A
   * first-generation shield numbers no attempts and repeats no dispatch.
   */
  repeated(transaction: string, attempt: number | undefined): CommitJob | undefined {
    const job = this.jobs.get(transaction);
    if (job?.attempt === undefined || attempt === undefined) return undefined;
    return attempt <= job.attempt || job.isRunning || job.hasSucceeded ? job : undefined;
  }

  /** The job of a commit. */
  find(transaction: string): CommitJob | undefined {
    return this.jobs.get(transaction);
  }

  /** The running job that conflicts with this commit or container. */
  conflicting(transaction: string, containerId: string): CommitJob | undefined {
    return this.running().find(
      ({ commit }) => commit.transaction === transaction || commit.containerId === containerId,
    );
  }
}
