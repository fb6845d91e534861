import { Injectable } from '@nestjs/common';
import { CommitStatus } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { validate as isUuid } from 'uuid';
import { ProgressCache } from '../progress/progress-cache.js';
import type { CommitRecord, CommitStanding } from '../state/commit-record.js';
import { CommitRecords, unknownCommit } from '../state/commit-records.js';
import type { CommitFilter, PageRequest } from '../state/commit-store.port.js';

/** Result of a query. */
export interface FoundCommit<Found extends CommitStanding = CommitStanding> {
  readonly record: Found;
  /** Place in the queue of its node, from 1, if it is queued. */
  readonly place?: number;
}

/** Finds commits with their latest progress and their place in the queue. */
@Injectable()
export class CommitLookup {
  constructor(
    private readonly records: CommitRecords,
    private readonly progress: ProgressCache,
  ) {}

  /**
   * Status of the commit with an id, or of the latest commit of a container string as it was posted; undefined if there
   * is none, or it has expired.
   */
  async look(id: string): Promise<FoundCommit | undefined> {
    const record = (isUuid(id) && (await this.records.findStanding(id))) || (await this.records.findNewestOf(id));
    return record && this.found(record);
  }

  /**
   * Like `look`, for callers without a fallback.
   *
   * @throws FactoryError `commit_not_found`
   */
  async find(id: string): Promise<FoundCommit> {
    const found = await this.look(id);
    if (found) return found;
    throw new FactoryError('commit_not_found', unknownCommit(id));
  }

  /**
   * The whole record with a commit id.
   *
   * @throws FactoryError `commit_not_found`
   */
  async get(id: string): Promise<FoundCommit<CommitRecord>> {
    return this.found(await this.records.get(id));
  }

  /** The records that match a filter, newest first. */
  async list(filter: CommitFilter, page: PageRequest): Promise<CommitRecord[]> {
    const records = await this.records.list(filter, page);
    return records.map((record) => this.progress.newest(record));
  }

  private async found<Found extends CommitStanding>(record: Found): Promise<FoundCommit<Found>> {
    if (record.status === CommitStatus.INITIALIZED) return { record, place: await this.records.placeInQueue(record) };
    return { record: this.progress.newest(record) };
  }
}
