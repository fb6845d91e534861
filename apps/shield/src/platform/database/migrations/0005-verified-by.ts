import type { Kysely, Migration } from 'kysely';

/** How the registry confirmed the digest of a commit. */
export const verifiedBy: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema.alterTable('commits').addColumn('verified_by', 'text').execute();
  },
};
