import type { CommitState } from '@image-factory/contracts';
import type { CommitCount, NodeLoad } from '../../agent-registry/node-load.port.js';
import type { Delivery } from '../../webhook/delivery-store.port.js';
import type { CommitRecord, CommitStanding } from './commit-record.js';

export type { CommitCount } from '../../agent-registry/node-load.port.js';

/** Selects the commits to claim. Times are Unix milliseconds. */
export interface ClaimRules {
  readonly now: number;
  /** End of the claim. */
  readonly until: number;
  /** Limit on the dispatched commits per node. */
  readonly perNode: number;
  /** Limit on the claimed commits. */
  readonly limit: number;
}

/** Selects records; absent fields match all. */
export interface CommitFilter {
  readonly ip?: string;
  /** As posted. */
  readonly container?: string;
  readonly author?: string;
  /** Prefix of the image reference as posted. */
  readonly image?: string;
  /** Any of these states. */
  readonly states?: readonly CommitState[];
  /** Earliest last change of the status, Unix milliseconds. */
  readonly changedSince?: number;
}

/** A page of a list. */
export interface PageRequest {
  /** Older than the record with this id. */
  readonly before?: string;
  /** Limit on the records of the page. */
  readonly limit: number;
}

/**
 * Stores the records of all commits. It is the single source of truth: a write that has resolved survives the death of
 * the process, to the extent that the implementation is durable.
 */
export interface CommitStore extends NodeLoad {
  /**
   * Writes a new record, unless an unended one with the same `containerKey` or any with the same `idempotencyKey`
   * exists.
   * @returns the conflicting record, else undefined
   */
  insert(record: CommitRecord): Promise<CommitRecord | undefined>;

  /** The record with this commit id. */
  find(id: string): Promise<CommitRecord | undefined>;

  /** The record of the request with this idempotency key. */
  findByKey(idempotencyKey: string): Promise<CommitRecord | undefined>;

  /** Status of the commit with this id, for frequent queries. */
  findStanding(id: string): Promise<CommitStanding | undefined>;

  /** Status of the latest commit whose `container` was posted as exactly this string. */
  findNewestOf(container: string): Promise<CommitStanding | undefined>;

  /**
   * Replaces the record with the same id if it still has the expected version.
   * @param deliveries webhook deliveries, written in the same transaction
   * @returns whether it was written
   */
  replace(record: CommitRecord, expectedVersion: number, deliveries?: readonly Delivery[]): Promise<boolean>;

  /**
   * Claims queued commits, oldest first, up to `perNode` per node (dispatched, or claimed and not released). Concurrent
   * callers never claim the same commit. The change is the `claim` of the state machine.
   * @returns the claimed records in their new version
   */
  claim(rules: ClaimRules): Promise<CommitRecord[]>;

  /** Number of queued commits of the record's node up to and including this one. */
  placeInQueue(record: Pick<CommitRecord, 'id' | 'node'>): Promise<number>;

  /** All unended records, oldest first; if an ip is given, only those posted with it. */
  findUnended(ip?: string): Promise<CommitRecord[]>;

  /** Number of unended records. */
  countUnended(): Promise<CommitCount>;

  /** Records that match a filter, newest first. */
  list(filter: CommitFilter, page: PageRequest): Promise<CommitRecord[]>;

  /** Removes the records that ended before a moment. @returns the number of removed records */
  removeEndedBefore(time: number): Promise<number>;
}

/** Injection token of the store that the application uses. */
export const COMMIT_STORE = Symbol('CommitStore');
