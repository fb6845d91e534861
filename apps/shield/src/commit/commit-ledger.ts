import { Inject, Injectable, Logger } from '@nestjs/common';
import { Subject } from 'rxjs';
import { CommitAnnouncements } from './commit-announcements.js';
import type { CommitRecord } from './commit-record.js';
import { type CommitChange, transition } from './commit-state.js';
import { COMMIT_STORE, type CommitStore } from './commit-store.port.js';

/** How often a change is tried again when another one was written in between. */
const TRIES = 20;

/** A record that has come from one state to another. */
export interface CommitMove {
  readonly from: CommitRecord;
  readonly to: CommitRecord;
  readonly change: CommitChange;
}

/**
 * The only one who writes records: each change goes through the state machine, the announcement of an end is written with
 * it, and who listens hears of it.
 */
@Injectable()
export class CommitLedger {
  private readonly logger = new Logger(CommitLedger.name);
  private readonly changed = new Subject<CommitRecord>();
  private readonly moved = new Subject<CommitMove>();

  /** Each record that this shield has written, as it is now. */
  readonly changes = this.changed.asObservable();

  /** Each change of a state that this shield has written. */
  readonly moves = this.moved.asObservable();

  constructor(
    @Inject(COMMIT_STORE) private readonly store: CommitStore,
    private readonly announcements: CommitAnnouncements,
  ) {}

  /** Writes a new record. @returns the running one that is in its way, else undefined */
  async open(record: CommitRecord): Promise<CommitRecord | undefined> {
    const running = await this.store.insert(record);
    if (!running) this.publish(record);
    return running;
  }

  /**
   * Applies a change to a record.
   * @returns the record after it, as it is when the change was late and so changed nothing, undefined if there is none
   */
  async apply(id: string, change: CommitChange): Promise<CommitRecord | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      const record = await this.store.find(id);
      const next = record && transition(record, change);
      if (!next) return record;
      if (await this.store.replace(next, record.version, this.announcements.of(next))) {
        this.publish(next);
        if (next.status !== record.status) this.moved.next({ from: record, to: next, change });
        return next;
      }
    }
    throw new Error(`Commit ${id} changes faster than ${change.kind} can be written.`);
  }

  private publish(record: CommitRecord): void {
    const { id, requestId, status, statusMsg, attempt, errorCode, digest } = record;
    this.logger.log({ transaction: id, requestId, status, statusMsg, attempt, errorCode, digest }, 'commit');
    this.changed.next(record);
  }
}
