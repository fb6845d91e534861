import type { CommitState } from '@image-factory/contracts';
import type { Delivery } from '../webhook/delivery.js';
import type { CommitRecord, CommitStanding } from './commit-record.js';

/** Which saves may be handed over now. Times are Unix milliseconds. */
export interface ClaimRules {
  readonly now: number;
  /** Until when the claimed ones belong to the caller. */
  readonly until: number;
  /** How many saves one node has in hand at most. */
  readonly perNode: number;
  /** How many to claim at most. */
  readonly limit: number;
}

/** Which records are meant; what is left out does not matter. */
export interface CommitFilter {
  readonly ip?: string;
  /** As posted. */
  readonly container?: string;
  readonly author?: string;
  /** Start of the image reference as posted. */
  readonly image?: string;
  /** Any of these states. */
  readonly states?: readonly CommitState[];
  /** Last change of the status then or later, Unix milliseconds. */
  readonly changedSince?: number;
}

/** A part of a list. */
export interface CommitPage {
  /** Older than the record with this id. */
  readonly before?: string;
  /** How many at most. */
  readonly limit: number;
}

/** How many saves have not ended. */
export interface CommitCount {
  /** Wait to be handed over. */
  readonly queued: number;
  /** In the hands of an agent. */
  readonly running: number;
}

/**
 * Keeps the records of all saves. It is the one source of truth: what a resolved promise has written survives the
 * death of the process, as far as the implementation is durable.
 */
export interface CommitStore {
  /**
   * Writes a new record, unless an unended one with the same `containerKey` or any with the same `idempotencyKey` exists.
   * @returns the one that is in the way, else undefined
   */
  insert(record: CommitRecord): Promise<CommitRecord | undefined>;

  /** The record with this transaction id. */
  find(id: string): Promise<CommitRecord | undefined>;

  /** The record of the order that was sent with this key. */
  findByKey(idempotencyKey: string): Promise<CommitRecord | undefined>;

  /** How the save with this transaction id stands, at the least cost. */
  findStanding(id: string): Promise<CommitStanding | undefined>;

  /** How the newest save stands whose `container` was posted as exactly this string. */
  findNewestOf(container: string): Promise<CommitStanding | undefined>;

  /**
   * Writes a record in place of the one with the same id, if that still has the expected version.
   * @param deliveries what is to be told of it: written with it, in one step
   * @returns whether it was written
   */
  replace(record: CommitRecord, expectedVersion: number, deliveries?: readonly Delivery[]): Promise<boolean>;

  /**
   * Claims waiting saves, oldest first, so that no node has more than `perNode` in hand (handed over, or claimed and
   * not yet given back). Each is claimed by one caller only, however many ask at once. The change is the `claim` of
   * the state machine.
   * @returns the claimed records, as they are now
   */
  claim(rules: ClaimRules): Promise<CommitRecord[]>;

  /** How many waiting saves of the record's node are to be handed over up to and including this one. */
  placeInQueue(record: Pick<CommitRecord, 'id' | 'node'>): Promise<number>;

  /** All records that have not ended, oldest first; those posted with this ip only, if given. */
  findUnended(ip?: string): Promise<CommitRecord[]>;

  /** How many records have not ended. */
  countUnended(): Promise<CommitCount>;

  /** Records that match a filter, newest first. */
  list(filter: CommitFilter, page: CommitPage): Promise<CommitRecord[]>;

  /** Removes the records that ended before a moment. @returns how many */
  removeEndedBefore(time: number): Promise<number>;
}

/** Token of the store that the application uses. */
export const COMMIT_STORE = Symbol('CommitStore');
