import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Subject, type Subscription } from 'rxjs';
import { CommitLedger } from '../state/commit-ledger.js';
import type { CommitRecord, CommitStanding } from '../state/commit-record.js';
import { type CommitReport, hasEnded, transition } from '../state/commit-state.js';

/** Maximum age of the stored progress of a running commit, in milliseconds. */
const WRITE_EVERY = 3_000;

interface LiveSave {
  /** The reported record, newer than the stored one. */
  readonly record: CommitRecord;
  /** Moment of the last write, Unix milliseconds. */
  readonly writtenAt: number;
}

/**
 * The latest records of running commits on this shield. Progress arrives twice a second and is soon superseded: it is
 * kept here and forwarded, and only written once per `WRITE_EVERY`.
 */
@Injectable()
export class ProgressCache implements OnApplicationShutdown {
  private readonly saves = new Map<string, LiveSave>();
  private readonly told = new Subject<CommitRecord>();
  private readonly subscription: Subscription;

  /** Each commit that has progressed without a write. */
  readonly news = this.told.asObservable();

  constructor(ledger: CommitLedger) {
    this.subscription = ledger.changes.subscribe((record) => this.written(record));
  }

  onApplicationShutdown(): void {
    this.subscription.unsubscribe();
  }

  /** Takes a report that contains progress only. @returns whether the report is fully handled */
  take(id: string, report: CommitReport): boolean {
    const live = this.saves.get(id);
    // A first-generation agent numbers no reports: only the stored record shows which report is newer.
    if (
      !live ||
      report.seq === undefined ||
      report.status !== live.record.status ||
      report.at - live.writtenAt >= WRITE_EVERY
    )
      return false;
    const record = transition(live.record, report);
    if (!record) return false;
    this.saves.set(id, { ...live, record });
    this.told.next(record);
    return true;
  }

  /** Takes the progress of a running commit that another shield has received. */
  hear(record: CommitRecord): void {
    this.saves.set(record.id, { record, writtenAt: 0 });
  }

  /** A record updated with the progress since its last write. */
  newest<Written extends CommitStanding>(written: Written): Written {
    const heard = this.saves.get(written.id)?.record;
    if (!heard || heard.status !== written.status || heard.attempt !== written.attempt) return written;
    if (heard.seq <= written.seq) return written;
    const { seq, statusMsg, progress, heardAt } = heard;
    const said = written.cancelledBy === undefined ? statusMsg : written.statusMsg;
    return { ...written, seq, statusMsg: said, progress, heardAt };
  }

  private written(record: CommitRecord): void {
    if (hasEnded(record)) this.saves.delete(record.id);
    else if (record.startedAt !== undefined) this.saves.set(record.id, { record, writtenAt: Date.now() });
  }
}
