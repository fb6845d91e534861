import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import Libsql from 'libsql';
import type { Schema } from './schema.js';

/** How long a statement waits for another process that writes to the file, in milliseconds. */
const PATIENCE = 5_000;

/**
 * Makes a SQLite file when it is missing, but not its folder: a misspelt path would begin with empty records.
 * @returns the file
 * @throws Error when the folder does not exist, or the file cannot be written
 */
export function prepareSqlite(file: string): string {
  const folder = dirname(file);
  if (!existsSync(folder)) throw new Error(`the folder ${folder} does not exist`);
  // Only its owner may read it; the files that SQLite puts beside it take that over.
  closeSync(openSync(file, 'a', 0o600));
  return file;
}

/**
 * Opens a SQLite file; makes it when it is missing. What was written when a promise resolves
 * survives the death of the process, and that of the machine as far as its disk keeps what it has acknowledged.
 *
 * @throws Error when the file cannot be used
 */
export function openSqlite(file: string): Kysely<Schema> {
  prepareSqlite(file);
  const connection = new Libsql(file);
  connection.pragma(`busy_timeout = ${PATIENCE}`);
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: new PreparingOnce(connection) }) });
}

/** A statement that is prepared once and run often. */
class PreparedStatement implements SqliteStatement {
  readonly reader: boolean;
  private readonly columns: readonly string[];
  /** Whether its last parameter says how many rows there are at most. */
  private readonly isLimited: boolean;

  constructor(
    private readonly statement: Libsql.Statement,
    sql: string,
  ) {
    this.isLimited = sql.endsWith(' limit ?');
    this.reader = statement.reader;
    this.columns = this.reader ? statement.columns().map(({ name }) => name) : [];
    // Libsql takes longer to name each value of a row than to read it.
    if (this.reader) statement.raw(true);
  }

  all(parameters: readonly unknown[]): unknown[] {
    if (this.isLimited && parameters.at(-1) === 1) return this.one(parameters);
    return this.statement.all(parameters).map((row) => this.named(row as unknown[]));
  }

  /** Libsql's way to many rows takes longer than the only one that there is. */
  private one(parameters: readonly unknown[]): unknown[] {
    const row = this.statement.get(parameters) as unknown[] | undefined;
    return row ? [this.named(row)] : [];
  }

  *iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    for (const row of this.statement.iterate(parameters)) yield this.named(row as unknown[]);
  }

  run(parameters: readonly unknown[]) {
    return this.statement.run(parameters);
  }

  private named(values: readonly unknown[]): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    this.columns.forEach((column, index) => (row[column] = values[index]));
    return row;
  }
}

/** Prepares each statement once: preparing takes longer than running it, and this application has a few only. */
class PreparingOnce implements SqliteDatabase {
  private readonly statements = new Map<string, SqliteStatement>();

  constructor(private readonly connection: Libsql.Database) {}

  prepare(sql: string): SqliteStatement {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = new PreparedStatement(this.connection.prepare(sql), sql);
    this.statements.set(sql, statement);
    return statement;
  }

  close(): void {
    this.statements.clear();
    this.connection.close();
  }
}
