import { Inject, Injectable } from '@nestjs/common';
import { FactoryError } from '@image-factory/errors';
import { ShieldConfiguration } from '../../config/shield-configuration.js';
import type { CommitRecord, CommitStanding } from './commit-record.js';
import { hasEnded } from './commit-state.js';
import {
  COMMIT_STORE,
  type CommitCount,
  type CommitFilter,
  type CommitStore,
  type PageRequest,
} from './commit-store.port.js';

/** Reads records. A commit that ended longer ago than `max_commit_exist_time` has expired and is not found. */
@Injectable()
export class CommitRecords {
  constructor(
    private readonly configuration: ShieldConfiguration,
    @Inject(COMMIT_STORE) private readonly store: CommitStore,
  ) {}

  /** Records of commits that ended before this moment, in Unix milliseconds, have expired. */
  expiredBefore(): number {
    return Date.now() - this.configuration.max_commit_exist_time * 1000;
  }

  /** The record with a commit id. */
  async find(id: string): Promise<CommitRecord | undefined> {
    return this.unexpired(await this.store.find(id));
  }

  /**
   * The record with a commit id.
   *
   * @throws FactoryError `commit_not_found`
   */
  async get(id: string): Promise<CommitRecord> {
    const record = await this.find(id);
    if (record) return record;
    throw new FactoryError('commit_not_found', unknownCommit(id));
  }

  /** The record of the request with an idempotency key, expired or not. */
  findByKey(idempotencyKey: string): Promise<CommitRecord | undefined> {
    return this.store.findByKey(idempotencyKey);
  }

  /** Status of the commit with an id. */
  async findStanding(id: string): Promise<CommitStanding | undefined> {
    return this.unexpired(await this.store.findStanding(id));
  }

  /** Status of the latest commit whose `container` was posted as exactly this string. */
  async findNewestOf(container: string): Promise<CommitStanding | undefined> {
    return this.unexpired(await this.store.findNewestOf(container));
  }

  /** Place of a queued commit in the queue of its node, from 1. */
  placeInQueue(record: Pick<CommitRecord, 'id' | 'node'>): Promise<number> {
    return this.store.placeInQueue(record);
  }

  /** All unended records, oldest first; if an ip is given, only those posted with it. */
  unended(ip?: string): Promise<CommitRecord[]> {
    return this.store.findUnended(ip);
  }

  /** Numbers of unended commits. */
  countUnended(): Promise<CommitCount> {
    return this.store.countUnended();
  }

  /** The records that match a filter, newest first. */
  list(filter: CommitFilter, page: PageRequest): Promise<CommitRecord[]> {
    return this.store.list(filter, page);
  }

  private unexpired<Found extends CommitStanding>(record: Found | undefined): Found | undefined {
    if (!record || !hasEnded(record)) return record;
    return record.changedAt < this.expiredBefore() ? undefined : record;
  }
}

/** Message for an unknown commit id. */
export function unknownCommit(id: string): string {
  return `Commit ${id} was not found.`;
}
