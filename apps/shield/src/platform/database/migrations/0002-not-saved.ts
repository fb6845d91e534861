import type { Kysely, Migration } from 'kysely';

/** The mounts that a commit did not save. */
export const notSaved: Migration = {
  async up({ schema }: Kysely<unknown>): Promise<void> {
    await schema.alterTable('commits').addColumn('not_saved', 'text').execute();
  },
};
