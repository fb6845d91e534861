import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { filter, firstValueFrom, interval, merge, ReplaySubject, startWith, switchMap, takeUntil, timer } from 'rxjs';
import { CommitLedger } from '../state/commit-ledger.js';
import type { CommitRecord } from '../state/commit-record.js';
import { CommitRecords } from '../state/commit-records.js';
import { hasEnded } from '../state/commit-state.js';

/** Interval at which a blocked caller checks for an end that another shield has written. */
const POLL_INTERVAL_MS = 1_000;

/** Blocks callers until a commit has ended. */
@Injectable()
export class CommitWaiter implements OnModuleDestroy {
  /** Replays the shutdown to later callers, so that these do not wait. */
  private readonly stopping = new ReplaySubject<void>(1);

  constructor(
    private readonly ledger: CommitLedger,
    private readonly records: CommitRecords,
  ) {}

  /** Releases all waiting callers; the commits continue. */
  onModuleDestroy(): void {
    this.stopping.next();
  }

  /**
   * The record of a commit once it has ended; undefined if the limit is reached, the record is gone, or this shield
   * shuts down.
   *
   * @param limitMs no limit if absent
   */
  async untilEnded(id: string, limitMs?: number): Promise<CommitRecord | undefined> {
    const hints = merge(this.ledger.changes.pipe(filter((record) => record.id === id)), interval(POLL_INTERVAL_MS));
    const reads = hints.pipe(
      startWith(undefined),
      switchMap(() => this.records.find(id)),
    );
    const end = reads.pipe(
      filter((record) => !record || hasEnded(record)),
      takeUntil(limitMs === undefined ? this.stopping : merge(this.stopping, timer(limitMs))),
    );
    return firstValueFrom(end, { defaultValue: undefined });
  }
}
