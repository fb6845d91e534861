import type { Kysely, Migration } from 'kysely';

/** Exclusions and redactions of a commit, and optional features of an agent: lists, as JSON. */
export const omissionsAndFeatures: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const column of ['exclude', 'blank_env']) {
      await database.schema.alterTable('commits').addColumn(column, 'text').execute();
    }
    await database.schema.alterTable('agents').addColumn('features', 'text').execute();
  },
};
