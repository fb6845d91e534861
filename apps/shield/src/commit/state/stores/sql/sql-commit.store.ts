import { CommitStatus } from '@image-factory/contracts';
import type { CompiledQuery, Kysely } from 'kysely';
import { COMMITS, DELIVERIES, type Schema } from '../../../../platform/database/schema.js';
import { type RowOf, storableText } from '../../../../platform/database/table.js';
import type { Delivery } from '../../../../webhook/delivery-store.port.js';
import { type CommitRecord, type CommitStanding, STANDINGS } from '../../commit-record.js';
import type { ClaimRules, CommitCount, CommitFilter, PageRequest, CommitStore } from '../../commit-store.port.js';
import { anyClaimable, claimRows } from './claim-query.js';
import { matching } from './filter-query.js';

type StandingRow = RowOf<typeof STANDINGS>;

/** Commit store in a database: SQLite, or PostgreSQL that several shields share. */
export class SqlCommitStore implements CommitStore {
  /** Compiled once: compiling takes longer than the database takes to find the row. */
  private readonly byId: CompiledQuery<Schema['commits']>;
  private readonly standingById: CompiledQuery<StandingRow>;
  private readonly standingOfNewest: CompiledQuery<StandingRow>;

  constructor(private readonly database: Kysely<Schema>) {
    const one = database.selectFrom('commits').limit(1);
    const standing = one.select(STANDINGS.names);
    this.byId = one.selectAll().where('id', '=', '').compile();
    this.standingById = standing.where('id', '=', '').compile();
    this.standingOfNewest = standing.where('container', '=', '').orderBy('id', 'desc').compile();
  }

  async insert(record: CommitRecord): Promise<CommitRecord | undefined> {
    const { numInsertedOrUpdatedRows } = await this.database
      .insertInto('commits')
      .values(COMMITS.row(record))
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
      .where('idempotencyKey', '=', storableText(idempotencyKey))
      .executeTakeFirst();
    return row && COMMITS.record(row);
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
    return rows.map((row) => COMMITS.record(row));
  }

  async find(id: string): Promise<CommitRecord | undefined> {
    const row = await this.first(this.byId, id);
    return row && COMMITS.record(row);
  }

  async findStanding(id: string): Promise<CommitStanding | undefined> {
    const row = await this.first(this.standingById, id);
    return row && STANDINGS.record(row);
  }

  async findNewestOf(container: string): Promise<CommitStanding | undefined> {
    const row = await this.first(this.standingOfNewest, container);
    return row && STANDINGS.record(row);
  }

  async replace(record: CommitRecord, expectedVersion: number, deliveries: readonly Delivery[] = []): Promise<boolean> {
    if (deliveries.length === 0) return update(this.database, record, expectedVersion);
    return this.database.transaction().execute(async (transaction) => {
      const written = await update(transaction, record, expectedVersion);
      if (written)
        await transaction
          .insertInto('deliveries')
          .values(deliveries.map((each) => DELIVERIES.row(each)))
          .execute();
      return written;
    });
  }

  async claim(rules: ClaimRules): Promise<CommitRecord[]> {
    if (!(await anyClaimable(this.database, rules.now))) return [];
    const rows = await claimRows(this.database, rules);
    return rows.map((row) => COMMITS.record(row)).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async placeInQueue({ id, node }: Pick<CommitRecord, 'id' | 'node'>): Promise<number> {
    const { place } = await this.database
      .selectFrom('commits')
      .select((row) => row.fn.countAll<number>().as('place'))
      .where('endedAt', 'is', null)
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
      .where('endedAt', 'is', null)
      .$if(ip !== undefined, (query) => query.where('ip', '=', storableText(ip ?? '')))
      .orderBy('id')
      .execute();
    return rows.map((row) => COMMITS.record(row));
  }

  async countUnended(): Promise<CommitCount> {
    const rows = await this.database
      .selectFrom('commits')
      .select((row) => ['status', row.fn.countAll<number>().as('commits')])
      .where('endedAt', 'is', null)
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
      .where('endedAt', 'is', null)
      .groupBy('ip')
      .execute();
    return new Map(
      rows.map(({ ip, commits, queued }) => [ip, { queued: Number(queued), running: commits - Number(queued) }]),
    );
  }

  async removeEndedBefore(time: number): Promise<number> {
    const { numDeletedRows } = await this.database.deleteFrom('commits').where('endedAt', '<', time).executeTakeFirst();
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
      .where('containerKey', '=', storableText(containerKey))
      .where('endedAt', 'is', null)
      .executeTakeFirst();
    return row && COMMITS.record(row);
  }
}

async function update(database: Kysely<Schema>, record: CommitRecord, expectedVersion: number): Promise<boolean> {
  const { id, ...columns } = COMMITS.row(record);
  const { numUpdatedRows } = await database
    .updateTable('commits')
    .set(columns)
    .where('id', '=', id)
    .where('version', '=', expectedVersion)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
