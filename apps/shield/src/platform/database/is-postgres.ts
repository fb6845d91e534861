import { type Kysely, PostgresAdapter } from 'kysely';

/** Whether a database is PostgreSQL, which several shields may share; otherwise it is SQLite. */
export function isPostgres<Tables>(database: Kysely<Tables>): boolean {
  return database.getExecutor().adapter instanceof PostgresAdapter;
}
