import { type Kysely, type Migration, sql } from 'kysely';
import { isPostgres } from '../is-postgres.js';

/** Unacknowledged webhook deliveries, and the trace of a commit. */
export const deliveriesAndTraces: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    const key = isPostgres(database) ? sql`text collate "C"` : sql`text`;
    await database.schema
      .createTable('deliveries')
      .addColumn('id', key, (column) => column.primaryKey())
      .addColumn('url', 'text', (column) => column.notNull())
      .addColumn('commit_id', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('attempts', 'bigint', (column) => column.notNull())
      .execute();
    const index = (name: string) => database.schema.createIndex(`deliveries_${name}`).on('deliveries');
    await index('due').columns(['url', 'due_at', 'id']).execute();
    await index('old').column('created_at').execute();
    await database.schema.alterTable('commits').addColumn('trace_parent', 'text').execute();
  },
};
