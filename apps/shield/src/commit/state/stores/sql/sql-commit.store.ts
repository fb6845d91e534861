import { CommitStatus } from '@image-factory/contracts';
import type { CompiledQuery, Kysely } from 'kysely';
import type { CommitRow, Schema } from '../../../../platform/database/schema.js';
import { storableText } from '../../../../platform/database/storable-text.js';
import type { Delivery } from '../../../../webhook/delivery.js';
import { toDeliveryRow } from '../../../../webhook/stores/sql/delivery-row.js';
import type { CommitRecord, CommitStanding } from '../../commit-record.js';
import type { ClaimRules, CommitCount, CommitFilter, PageRequest, CommitStore } from '../../commit-store.port.js';
import { anyClaimable, claimRows } from './claim-query.js';
import { fromRow, fromStanding, STANDING, type StandingRow, toRow } from './commit-row.js';
import { matching } from './filter-query.js';

/** Commit store in a database: SQLite, or PostgreSQL that several shields share. */
export class SqlCommitStore implements CommitStore {
  /** Compiled once: compiling takes longer than the database takes to find the row. */
  private readonly byId: CompiledQuery<CommitRow>;
  private readonly standingById: CompiledQuery<StandingRow>;
  private readonly standingOfNewest: CompiledQuery<StandingRow>;

  constructor(private readonly database: Kysely<Schema>) {
    const one = database.selectFrom('commits').limit(1);
    const standing = one.select(STANDING);
    this.byId = one.selectAll().where('id', '=', '').compile();
    this.standingById = standing.where('id', '=', '').compile();
    this.standingOfNewest = standing.where('container', '=', '').orderBy('id', 'desc').compile();
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
    // The conflicting record has ended since.
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

  async list(filter: CommitFilter, { before, limit }: PageRequest): Promise<CommitRecord[]> {
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

  async find(id: string): Promise<CommitRecord | undefined> {
    const row = await this.first(this.byId, id);
    return row && fromRow(row);
  }

  async findStanding(id: string): Promise<CommitStanding | undefined> {
    const row = await this.first(this.standingById, id);
    return row && fromStanding(row);
  }

  async findNewestOf(container: string): Promise<CommitStanding | undefined> {
    const row = await this.first(this.standingOfNewest, container);
    return row && fromStanding(row);
  }

  async replace(record: CommitRecord, expectedVersion: number, deliveries: readonly Delivery[] = []): Promise<boolean> {
    if (deliveries.length === 0) return update(this.database, record, expectedVersion);
    return this.database.transaction().execute(async (transaction) => {
      const written = await update(transaction, record, expectedVersion);
      if (written) await transaction.insertInto('deliveries').values(deliveries.map(toDeliveryRow)).execute();
      return written;
    });
  }

  async claim(rules: ClaimRules): Promise<CommitRecord[]> {
    if (!(await anyClaimable(this.database, rules.now))) return [];
    const rows = await claimRows(this.database, rules);
    return rows.map(fromRow).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async placeInQueue({ id, node }: Pick<CommitRecord, 'id' | 'node'>): Promise<number> {
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

  async countUnended(): Promise<CommitCount> {
    const rows = await this.database
      .selectFrom('commits')
      .select((row) => ['status', row.fn.countAll<number>().as('commits')])
      .where('ended_at', 'is', null)
      .groupBy('status')
      .execute();
    const queued = rows.find(({ status }) => status === CommitStatus.INITIALIZED)?.commits ?? 0;
    return { queued, running: rows.reduce((sum, { commits }) => sum + commits, 0) - queued };
  }

  async countUnendedByIp(): Promise<ReadonlyMap<string, CommitCount>> {
    const rows = await this.database
      .selectFrom('commits')
      .select((row) => ['ip', row.fn.countAll<number>().as('commits')])
      .select((row) =>
        row.fn.sum<number>(row.case().when('status', '=', CommitStatus.INITIALIZED).then(1).else(0).end()).as('queued'),
      )
      .where('ended_at', 'is', null)
      .groupBy('ip')
      .execute();
    return new Map(
      rows.map(({ ip, commits, queued }) => [ip, { queued: Number(queued), running: commits - Number(queued) }]),
    );
  }

  async removeEndedBefore(time: number): Promise<number> {
    const { numDeletedRows } = await this.database
      .deleteFrom('commits')
      .where('ended_at', '<', time)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  /** @param query with a text and a limit as its parameters */
  private async first<Row>(query: CompiledQuery<Row>, text: string): Promise<Row | undefined> {
    const parameters = [storableText(text), ...query.parameters.slice(1)];
    const { rows } = await this.database.executeQuery<Row>({ ...query, parameters });
    return rows[0];
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

async function update(database: Kysely<Schema>, record: CommitRecord, expectedVersion: number): Promise<boolean> {
  const { id, ...columns } = toRow(record);
  const { numUpdatedRows } = await database
    .updateTable('commits')
    .set(columns)
    .where('id', '=', id)
    .where('version', '=', expectedVersion)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
