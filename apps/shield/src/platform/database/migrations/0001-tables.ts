import { type Kysely, type Migration, sql } from 'kysely';
import { isPostgres } from '../postgres.js';

/** The tables of 1.0.0, with one index per query of the stores. */
export const tables: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    // Ids and ips sort bytewise, like in SQLite and JavaScript, independent of the database locale.
    const key = isPostgres(database) ? sql`text collate "C"` : sql`text`;
    await createCommits(database, key);
    await createAgents(database, key);
    await createDeliveries(database, key);
  },
};

type Key = ReturnType<typeof sql>;

async function createCommits({ schema }: Kysely<unknown>, key: Key): Promise<void> {
  await schema
    .createTable('commits')
    .addColumn('id', key, (column) => column.primaryKey())
    .addColumn('ip', 'text', (column) => column.notNull())
    .addColumn('container', 'text', (column) => column.notNull())
    .addColumn('image', 'text', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('exclude', 'text')
    .addColumn('redact_env', 'text')
    .addColumn('node', 'text', (column) => column.notNull())
    .addColumn('container_key', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('status_msg', 'text', (column) => column.notNull())
    .addColumn('error_code', 'text')
    .addColumn('error_hint', 'text')
    .addColumn('digest', 'text')
    .addColumn('verified_by', 'text')
    .addColumn('accepted_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('heard_at', 'bigint', (column) => column.notNull())
    .addColumn('dispatch_at', 'bigint', (column) => column.notNull())
    .addColumn('dispatch_failures', 'bigint', (column) => column.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('attempt', 'bigint', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('boot_id', 'text')
    .addColumn('progress', 'text')
    .addColumn('not_saved', 'text')
    .addColumn('cancelled_by', 'text')
    .addColumn('idempotency_key', 'text')
    .addColumn('credentials', 'text')
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('trace_parent', 'text')
    .addColumn('version', 'bigint', (column) => column.notNull())
    .execute();
  const [endedAt, idempotencyKey] = [sql.ref('ended_at'), sql.ref('idempotency_key')];
  const index = (name: string) => schema.createIndex(`commits_${name}`).on('commits');
  await index('one_running').unique().column('container_key').where(endedAt, 'is', null).execute();
  await index('newest').columns(['container', 'id']).execute();
  await index('unended').column('id').where(endedAt, 'is', null).execute();
  await index('unended_by_ip').columns(['ip', 'id']).where(endedAt, 'is', null).execute();
  await index('queue').columns(['node', 'id']).where(endedAt, 'is', null).execute();
  await index('waiting').columns(['status', 'dispatch_at']).where(endedAt, 'is', null).execute();
  await index('ended').column('ended_at').where(endedAt, 'is not', null).execute();
  await index('idempotency_key').unique().column('idempotency_key').where(idempotencyKey, 'is not', null).execute();
}

async function createAgents({ schema }: Kysely<unknown>, key: Key): Promise<void> {
  await schema
    .createTable('agents')
    .addColumn('ip', key, (column) => column.primaryKey())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('node_id', 'text')
    .addColumn('boot_id', 'text')
    .addColumn('version', 'text')
    .addColumn('features', 'text')
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function createDeliveries({ schema }: Kysely<unknown>, key: Key): Promise<void> {
  await schema
    .createTable('deliveries')
    .addColumn('id', key, (column) => column.primaryKey())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('commit_id', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('trace_parent', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'bigint', (column) => column.notNull())
    .execute();
  const index = (name: string) => schema.createIndex(`deliveries_${name}`).on('deliveries');
  await index('due').columns(['url', 'due_at', 'id']).execute();
  await index('old').column('created_at').execute();
}
