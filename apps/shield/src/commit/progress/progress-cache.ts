import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Subject, type Subscription } from 'rxjs';
import { CommitLedger } from '../state/commit-ledger.js';
import type { CommitRecord, CommitStanding } from '../state/commit-record.js';
import { type CommitReport, hasEnded, transition } from '../state/commit-state.js';

/** Maximum age of the stored progress of a running commit. */
const WRITE_INTERVAL_MS = 3_000;

interface LiveCommit {
  /** The reported record, newer than the stored one. */
  readonly record: CommitRecord;
  /** Moment of the last write, Unix milliseconds. */
  readonly writtenAt: number;
}

/**
 * The latest records of running commits on this shield. Progress arrives twice a second and is soon superseded: it is
 * kept here and forwarded, and only written once per `WRITE_INTERVAL_MS`.
 */
@Injectable()
export class ProgressCache implements OnApplicationShutdown {
  private readonly commits = new Map<string, LiveCommit>();
  private readonly updated = new Subject<CommitRecord>();
  private readonly subscription: Subscription;

  /** Each commit that has progressed without a write. */
  readonly updates = this.updated.asObservable();

  constructor(ledger: CommitLedger) {
    this.subscription = ledger.changes.subscribe((record) => this.written(record));
  }

  onApplicationShutdown(): void {
    this.subscription.unsubscribe();
  }

  /** Takes a report that contains progress only. @returns whether the report is fully handled */
  take(id: string, report: CommitReport): boolean {
    const live = this.commits.get(id);
    // Reports of first-generation agents have no numbers: only the stored record shows which report is newer.
    if (
      !live ||
      report.seq === undefined ||
      report.status !== live.record.status ||
      report.at - live.writtenAt >= WRITE_INTERVAL_MS
    )
      return false;
    const record = transition(live.record, report);
    // The agent repeats a report whose answer it has missed.
    if (!record) return report.attempt === live.record.attempt && report.seq <= live.record.seq;
    this.commits.set(id, { ...live, record });
    this.updated.next(record);
    return true;
  }

  /** Stores the progress of a running commit that another shield has received. */
  receive(record: CommitRecord): void {
    this.commits.set(record.id, { record, writtenAt: 0 });
  }

  /** A record updated with the progress since its last write. */
  newest<Written extends CommitStanding>(written: Written): Written {
    const cached = this.commits.get(written.id)?.record;
    if (!cached || cached.status !== written.status || cached.attempt !== written.attempt) return written;
    if (cached.seq <= written.seq) return written;
    const { seq, statusMsg, progress, heardAt } = cached;
    const message = written.cancelledBy === undefined ? statusMsg : written.statusMsg;
    return { ...written, seq, statusMsg: message, progress, heardAt };
  }

  private written(record: CommitRecord): void {
    if (hasEnded(record)) this.commits.delete(record.id);
    else if (record.startedAt !== undefined) this.commits.set(record.id, { record, writtenAt: Date.now() });
  }
}
