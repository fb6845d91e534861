import type { Migration } from 'kysely';
import { tables } from './0001-tables.js';

/** All migrations, applied in order of their names. A released migration never changes; a new one is added. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-tables': tables,
};
