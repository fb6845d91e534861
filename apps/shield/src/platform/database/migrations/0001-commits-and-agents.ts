import { type Kysely, type Migration, sql } from 'kysely';
import { isPostgres } from '../is-postgres.js';

/** The first tables, with one index per query of the stores. */
export const commitsAndAgents: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    // Ids and ips sort bytewise, like in SQLite and JavaScript, independent of the database locale.
    const key = isPostgres(database) ? sql`text collate "C"` : sql`text`;
    await database.schema
      .createTable('commits')
      .addColumn('id', key, (column) => column.primaryKey())
      .addColumn('ip', 'text', (column) => column.notNull())
      .addColumn('container', 'text', (column) => column.notNull())
      .addColumn('image', 'text', (column) => column.notNull())
      .addColumn('author', 'text', (column) => column.notNull())
      .addColumn('note', 'text', (column) => column.notNull())
      .addColumn('node', 'text', (column) => column.notNull())
      .addColumn('container_key', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('status_msg', 'text', (column) => column.notNull())
      .addColumn('error_code', 'text')
      .addColumn('digest', 'text')
      .addColumn('accepted_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addColumn('heard_at', 'bigint', (column) => column.notNull())
      .addColumn('dispatch_at', 'bigint', (column) => column.notNull())
      .addColumn('hand_over_failures', 'bigint', (column) => column.notNull())
      .addColumn('started_at', 'bigint')
      .addColumn('attempt', 'bigint', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addColumn('boot_id', 'text')
      .addColumn('credentials', 'text')
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .execute();
    const endedAt = sql.ref('ended_at');
    const index = (name: string) => database.schema.createIndex(`commits_${name}`).on('commits');
    await index('one_running').unique().column('container_key').where(endedAt, 'is', null).execute();
    await index('newest').columns(['container', 'id']).execute();
    await index('unended').column('id').where(endedAt, 'is', null).execute();
    await index('unended_by_ip').columns(['ip', 'id']).where(endedAt, 'is', null).execute();
    await index('queue').columns(['node', 'id']).where(endedAt, 'is', null).execute();
    await index('waiting').columns(['status', 'dispatch_at']).where(endedAt, 'is', null).execute();
    await index('ended').column('ended_at').where(endedAt, 'is not', null).execute();

    await database.schema
      .createTable('agents')
      .addColumn('ip', key, (column) => column.primaryKey())
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('node_id', 'text')
      .addColumn('boot_id', 'text')
      .addColumn('version', 'text')
      .addColumn('seen_at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
