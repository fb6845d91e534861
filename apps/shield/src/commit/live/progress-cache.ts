import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Subject, type Subscription } from 'rxjs';
import { CommitLedger } from '../commit-ledger.js';
import type { CommitRecord, CommitStanding } from '../commit-record.js';
import { type CommitReport, hasEnded, transition } from '../commit-state.js';

/** How old what is written of a running save may become, in milliseconds. */
const WRITE_EVERY = 3_000;

interface LiveSave {
  /** As the reports have it, newer than what is written. */
  readonly record: CommitRecord;
  /** Moment of the last writing, Unix milliseconds. */
  readonly writtenAt: number;
}

/**
 * The running saves as this shield has last heard of them. How far a phase is comes twice a second and is passing: it is
 * kept here and told on, and written down only every so often.
 */
@Injectable()
export class ProgressCache implements OnApplicationShutdown {
  private readonly saves = new Map<string, LiveSave>();
  private readonly told = new Subject<CommitRecord>();
  private readonly subscription: Subscription;

  /** Each save that has come further without being written. */
  readonly news = this.told.asObservable();

  constructor(ledger: CommitLedger) {
    this.subscription = ledger.changes.subscribe((record) => this.written(record));
  }

  onApplicationShutdown(): void {
    this.subscription.unsubscribe();
  }

  /** Takes a report that tells nothing but how far a phase is. @returns whether that is all there is to do */
  take(id: string, report: CommitReport): boolean {
    const live = this.saves.get(id);
    // An agent of the first generation numbers no reports: only what is written tells which one is newer.
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

  /** What another shield has heard of a save that runs. */
  hear(record: CommitRecord): void {
    this.saves.set(record.id, { record, writtenAt: 0 });
  }

  /** A record, with what has been heard of it since it was written. */
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
