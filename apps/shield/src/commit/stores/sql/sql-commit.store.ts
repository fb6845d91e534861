import { CommitStatus } from '@image-factory/contracts';
import type { CompiledQuery, Kysely } from 'kysely';
import type { CommitRow, Schema } from '../../../database/schema.js';
import { storableText } from '../../../database/storable-text.js';
import type { CommitRecord } from '../../commit-record.js';
import type { ClaimRules, CommitFilter, CommitPage, CommitStore } from '../../commit-store.port.js';
import { anyClaimable, claimRows } from './claim-query.js';
import { fromRow, toRow } from './commit-row.js';
import { matching } from './filter-query.js';

/** Keeps the records in a database: SQLite, or PostgreSQL that several shields share. */
export class SqlCommitStore implements CommitStore {
  /** Made once: making one takes longer than the database takes to find the row. */
  private readonly byId: CompiledQuery<CommitRow>;
  private readonly newestOf: CompiledQuery<CommitRow>;

  constructor(private readonly database: Kysely<Schema>) {
    const commits = database.selectFrom('commits').selectAll();
    this.byId = commits.where('id', '=', '').compile();
    this.newestOf = commits.where('container', '=', '').orderBy('id', 'desc').limit(1).compile();
  }

  async insert(record: CommitRecord): Promise<CommitRecord | undefined> {
    const { numInsertedOrUpdatedRows } = await this.database
      .insertInto('commits')
      .values(toRow(record))
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 1n) return undefined;
    const { id, idempotencyKey: key, containerKey } = record;
    const inTheWay = (key !== undefined && (await this.findByKey(key))) || (await this.findRunning(containerKey));
    if (inTheWay) return inTheWay;
    if (await this.find(id)) throw new Error(`There is a commit ${id} already.`);
    // The one that was in the way has ended since.
    return this.insert(record);
  }

  async findByKey(idempotencyKey: string): Promise<CommitRecord | undefined> {
    const row = await this.database
      .selectFrom('commits')
      .selectAll()
      .where('idempotency_key', '=', storableText(idempotencyKey))
      .executeTakeFirst();
    return row && fromRow(row);
  }

  async list(filter: CommitFilter, { before, limit }: CommitPage): Promise<CommitRecord[]> {
    const rows = await this.database
      .selectFrom('commits')
      .selectAll()
      .where(matching(filter))
      .$if(before !== undefined, (query) => query.where('id', '<', storableText(before ?? '')))
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(fromRow);
  }

  find(id: string): Promise<CommitRecord | undefined> {
    return this.first(this.byId, id);
  }

  findNewestOf(container: string): Promise<CommitRecord | undefined> {
    return this.first(this.newestOf, container);
  }

  async replace(record: CommitRecord, expectedVersion: number): Promise<boolean> {
    const { id, ...columns } = toRow(record);
    const { numUpdatedRows } = await this.database
      .updateTable('commits')
      .set(columns)
      .where('id', '=', id)
      .where('version', '=', expectedVersion)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  async claim(rules: ClaimRules): Promise<CommitRecord[]> {
    if (!(await anyClaimable(this.database, rules.now))) return [];
    const rows = await claimRows(this.database, rules);
    return rows.map(fromRow).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async placeInQueue({ id, node }: CommitRecord): Promise<number> {
    const { place } = await this.database
      .selectFrom('commits')
      .select((row) => row.fn.countAll<number>().as('place'))
      .where('ended_at', 'is', null)
      .where('node', '=', storableText(node))
      .where('status', '=', CommitStatus.INITIALIZED)
      .where('id', '<=', storableText(id))
      .executeTakeFirstOrThrow();
    return place;
  }

  async findUnended(ip?: string): Promise<CommitRecord[]> {
    const rows = await this.database
      .selectFrom('commits')
      .selectAll()
      .where('ended_at', 'is', null)
      .$if(ip !== undefined, (query) => query.where('ip', '=', storableText(ip ?? '')))
      .orderBy('id')
      .execute();
    return rows.map(fromRow);
  }

  async removeEndedBefore(time: number): Promise<number> {
    const { numDeletedRows } = await this.database
      .deleteFrom('commits')
      .where('ended_at', '<', time)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  /** @param query with one text and one limit at most as its parameters, the text first */
  private async first(query: CompiledQuery<CommitRow>, text: string): Promise<CommitRecord | undefined> {
    const parameters = [storableText(text), ...query.parameters.slice(1)];
    const { rows } = await this.database.executeQuery<CommitRow>({ ...query, parameters });
    return rows[0] && fromRow(rows[0]);
  }

  private async findRunning(containerKey: string): Promise<CommitRecord | undefined> {
    const row = await this.database
      .selectFrom('commits')
      .selectAll()
      .where('container_key', '=', storableText(containerKey))
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    return row && fromRow(row);
  }
}
