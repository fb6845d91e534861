import { Inject, Injectable, Logger } from '@nestjs/common';
import { Backoff } from '@image-factory/resilience';
import { inRequestContext } from '@image-factory/service';
import { Subject } from 'rxjs';
import type { CommitRecord } from './commit-record.js';
import { type CommitChange, transition } from './commit-state.js';
import { type ClaimRules, COMMIT_STORE, type CommitStore } from './commit-store.port.js';
import { WebhookDeliveries } from './webhook-deliveries.js';

/** Delay between the attempts of a change after concurrent writes of its record. */
const CONFLICT_BACKOFF = new Backoff({ initialMs: 1, maxMs: 20, retries: 19 });

class WriteConflict extends Error {}

/** A state transition of a record. */
export interface CommitMove {
  readonly from: CommitRecord;
  readonly to: CommitRecord;
  readonly change: CommitChange;
}

/**
 * The only writer of records: creates, claims and removes them, applies each change through the state machine, writes
 * the deliveries of an end in the same step, and notifies subscribers.
 */
@Injectable()
export class CommitLedger {
  private readonly logger = new Logger(CommitLedger.name);
  private readonly changed = new Subject<CommitRecord>();
  private readonly moved = new Subject<CommitMove>();

  /** Each record that this shield has written, in its new version. */
  readonly changes = this.changed.asObservable();

  /** Each state transition that this shield has written. */
  readonly moves = this.moved.asObservable();

  constructor(
    @Inject(COMMIT_STORE) private readonly store: CommitStore,
    private readonly deliveries: WebhookDeliveries,
  ) {}

  /** Writes a new record. @returns the running record that conflicts with it, else undefined */
  async open(record: CommitRecord): Promise<CommitRecord | undefined> {
    const running = await this.store.insert(record);
    if (!running) this.publish(record);
    return running;
  }

  /**
   * Applies a change to a record.
   * @returns the changed record; the unchanged one if the change was late; undefined if there is none
   */
  apply(id: string, change: CommitChange): Promise<CommitRecord | undefined> {
    return CONFLICT_BACKOFF.run(() => this.attempt(id, change), {
      isRetryable: (error) => error instanceof WriteConflict,
      onRetry: (retry, error) => this.logger.debug(`${(error as Error).message} ${retry.toString()}`),
    });
  }

  /** @throws WriteConflict if the record was written meanwhile */
  private async attempt(id: string, change: CommitChange): Promise<CommitRecord | undefined> {
    const record = await this.store.find(id);
    const next = record && transition(record, change);
    if (!next) return record;
    if (!(await this.store.replace(next, record.version, this.deliveries.of(next)))) {
      throw new WriteConflict(`Commit ${id} was written concurrently with ${change.kind}.`);
    }
    this.publish(next);
    if (next.status !== record.status) this.moved.next({ from: record, to: next, change });
    return next;
  }

  /** Claims queued commits for their dispatch. @returns the claimed records */
  async claim(rules: ClaimRules): Promise<CommitRecord[]> {
    const claimed = await this.store.claim(rules);
    claimed.forEach((record) => this.changed.next(record));
    return claimed;
  }

  /** Removes the records that ended before a moment, in Unix milliseconds. */
  async expire(time: number): Promise<void> {
    const removed = await this.store.removeEndedBefore(time);
    if (removed > 0) this.logger.debug({ removed }, 'expired commits removed');
  }

  private publish(record: CommitRecord): void {
    const { id, status, statusMsg, attempt, errorCode, digest } = record;
    const facts = { transaction: id, status, statusMsg, attempt, errorCode, digest };
    inRequestContext(record, () => this.logger.log(facts, 'commit'));
    this.changed.next(record);
  }
}
