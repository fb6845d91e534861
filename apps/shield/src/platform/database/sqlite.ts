import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  CamelCasePlugin,
  Kysely,
  type PluginTransformResultArgs,
  type QueryResult,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
  type UnknownRow,
} from 'kysely';
import Libsql from 'libsql';
import type { Schema } from './schema.js';

/** Timeout of a statement while another process writes to the file. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Creates a missing SQLite file, but not its folder: a misspelt path would start with empty records.
 * @returns the file
 * @throws Error if the folder does not exist, or the file cannot be written
 */
export function prepareSqlite(file: string): string {
  const folder = dirname(file);
  if (!existsSync(folder)) throw new Error(`the folder ${folder} does not exist`);
  // Readable by its owner only; the files that SQLite creates next to it inherit the mode.
  closeSync(openSync(file, 'a', 0o600));
  return file;
}

/**
 * Opens a SQLite file, and creates a missing one. A write that has resolved survives the death of the process, and a
 * crash of the machine if its disk keeps acknowledged writes.
 *
 * @throws Error if the file is unusable
 */
export function openSqlite(file: string): Kysely<Schema> {
  prepareSqlite(file);
  const connection = new Libsql(file);
  connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  const names = new ColumnNames();
  const database = new PreparingOnce(connection, names);
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database }), plugins: [names] });
}

/** Converts names as `CamelCasePlugin` does, but those of a result once per statement instead of once per row. */
class ColumnNames extends CamelCasePlugin {
  of(column: string): string {
    return this.camelCase(column);
  }

  override transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}

/** A statement that is prepared once and executed often. */
class PreparedStatement implements SqliteStatement {
  readonly reader: boolean;
  private readonly columns: readonly string[];
  /** Whether its last parameter limits the number of rows. */
  private readonly isLimited: boolean;

  constructor(
    private readonly statement: Libsql.Statement,
    sql: string,
    names: ColumnNames,
  ) {
    this.isLimited = sql.endsWith(' limit ?');
    this.reader = statement.reader;
    this.columns = this.reader ? statement.columns().map(({ name }) => names.of(name)) : [];
    // In Libsql, naming the values of a row takes longer than reading them.
    if (this.reader) statement.raw(true);
  }

  all(parameters: readonly unknown[]): unknown[] {
    if (this.isLimited && parameters.at(-1) === 1) return this.one(parameters);
    return this.statement.all(parameters).map((row) => this.named(row as unknown[]));
  }

  /** In Libsql, fetching a list takes longer than fetching a single row. */
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

/** Caches prepared statements: preparing takes longer than executing, and the application has few statements. */
class PreparingOnce implements SqliteDatabase {
  private readonly statements = new Map<string, SqliteStatement>();

  constructor(
    private readonly connection: Libsql.Database,
    private readonly names: ColumnNames,
  ) {}

  prepare(sql: string): SqliteStatement {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = new PreparedStatement(this.connection.prepare(sql), sql, this.names);
    this.statements.set(sql, statement);
    return statement;
  }

  close(): void {
    this.statements.clear();
    this.connection.close();
  }
}
