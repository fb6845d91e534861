import { type Kysely, Migrator, sql } from 'kysely';
import { ConfigurationError } from '@image-factory/service';
import type { DatabaseAddress } from './database-address.js';
import { MIGRATIONS } from './migrations/index.js';
import { openPostgres } from './postgres.js';
import type { Schema } from './schema.js';
import { openSqlite, prepareSqlite } from './sqlite.js';

/** The first migration of the builds before 1.0.0. */
const UNPUBLISHED = '0001-commits-and-agents';

/**
 * Opens a database and migrates its tables. Safe for several shields at once.
 * @param lock called with the SQLite file before anything is read from or written to it
 * @throws ConfigurationError that names the database and the reason
 */
export async function openDatabase(
  address: Exclude<DatabaseAddress, { engine: 'memory' }>,
  lock: (file: string) => void = () => undefined,
): Promise<Kysely<Schema>> {
  let database: Kysely<Schema> | undefined;
  try {
    if (address.engine === 'sqlite') lock(prepareSqlite(address.file));
    database = address.engine === 'sqlite' ? openSqlite(address.file) : openPostgres(address.url);
    await migrate(database);
    return database;
  } catch (error) {
    await database?.destroy();
    throw new ConfigurationError(`Configuration: database_url ${address.shown} cannot be used (${reason(error)}).`);
  }
}

async function migrate(database: Kysely<Schema>): Promise<void> {
  await refuseUnpublished(database);
  const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  const { error } = await new Migrator({ db: database, provider }).migrateToLatest();
  if (error) throw error as Error;
}

/** No version has published these tables, so no migration converts them. */
async function refuseUnpublished(database: Kysely<Schema>): Promise<void> {
  const executed = sql`select name from kysely_migration where name = ${UNPUBLISHED}`.execute(database);
  // Fails in a new database; `migrate` reports any other failure.
  const rows = await executed.then((result) => result.rows).catch(() => []);
  if (rows.length === 0) return;
  throw new Error('a build before 1.0.0 wrote it; delete it or set another database_url, or keep it with that build');
}

/** A host with several addresses that all refuse causes an error with a code but without a message. */
function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return message || code || 'for an unknown reason';
}
