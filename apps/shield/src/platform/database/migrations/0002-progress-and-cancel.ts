import { type Kysely, type Migration, sql } from 'kysely';

/** Progress, cancellation and idempotency key of a commit. */
export const progressAndCancel: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const column of ['progress', 'cancelled_by', 'idempotency_key']) {
      await database.schema.alterTable('commits').addColumn(column, 'text').execute();
    }
    await database.schema
      .createIndex('commits_idempotency_key')
      .on('commits')
      .column('idempotency_key')
      .unique()
      .where(sql.ref('idempotency_key'), 'is not', null)
      .execute();
  },
};
