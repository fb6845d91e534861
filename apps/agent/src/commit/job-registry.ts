import { Injectable } from '@nestjs/common';
import type { CommitJob } from './commit-job.js';

/** How many saves are remembered; of more, the oldest ended ones are forgotten. */
const REMEMBERED = 1_000;

/** The saves that run, and the newest of those that have ended. */
@Injectable()
export class JobRegistry {
  private readonly runs = new Map<string, CommitJob>();

  /** Takes a save in, in the place of an ended one with the same transaction id. */
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
   * The save that an order means which has been sent before: the same transaction, in the same attempt or an earlier
   * one of a save that need not be made again. A first-generation shield numbers no attempts and repeats no order.
   */
  repeated(transaction: string, attempt: number | undefined): CommitJob | undefined {
    const run = this.runs.get(transaction);
    if (run?.attempt === undefined || attempt === undefined) return undefined;
    return attempt <= run.attempt || run.isRunning || run.hasSucceeded ? run : undefined;
  }

  /** The save of a transaction. */
  find(transaction: string): CommitJob | undefined {
    return this.runs.get(transaction);
  }

  /** The running save that is in the way of one of this transaction and container. */
  inTheWayOf(transaction: string, containerId: string): CommitJob | undefined {
    return this.running().find(({ save }) => save.transaction === transaction || save.containerId === containerId);
  }
}
