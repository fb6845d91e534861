import { Logger } from '@nestjs/common';
import { CamelCasePlugin, Kysely, PostgresAdapter, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Schema } from './schema.js';

/** Timeouts of a connection attempt and of one statement. */
const CONNECT_TIMEOUT_MS = 10_000;
const QUERY_TIMEOUT_MS = 30_000;

/** Connections of one shield to its database. */
const CONNECTIONS = 10;

/** Opens a PostgreSQL database; the first query connects. */
export function openPostgres(url: string): Kysely<Schema> {
  const dialect = new PostgresDialect({ pool: postgresPool(url, { max: CONNECTIONS }) });
  return new Kysely<Schema>({ dialect, plugins: [new CamelCasePlugin()] });
}

/** Connections to a PostgreSQL database: a lost one fails its current query and is replaced. */
export function postgresPool(url: string, size: Pick<pg.PoolConfig, 'max' | 'idleTimeoutMillis'>): pg.Pool {
  const logger = new Logger('Database');
  const pool = new pg.Pool({
    connectionString: url,
    ...size,
    types: wholeNumbers(),
    keepAlive: true,
    keepAliveInitialDelayMillis: CONNECT_TIMEOUT_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    fallback_application_name: 'image-factory shield',
  });
  pool.on('error', ({ message }) => logger.warn(`connection lost: ${message}`));
  // The pool does not listen during a query, and an unhandled error event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Parses int8 as a number: all values of this application are below 2^53. */
function wholeNumbers(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  return types;
}

/** Whether a database is PostgreSQL, which several shields may share; otherwise it is SQLite. */
export function isPostgres<Tables>(database: Kysely<Tables>): boolean {
  return database.getExecutor().adapter instanceof PostgresAdapter;
}
