import type { Kysely } from 'kysely';
import { Folder } from '../../../../../../sandbox/folder.js';
import { Postgres } from '../../../../../../sandbox/postgres.js';
import { databaseAddress } from '../database-address.js';
import { openDatabase } from '../open-database.js';
import type { Schema } from '../schema.js';

/** Opens a `database_url`. */
export function open(databaseUrl: string): Promise<Kysely<Schema>> {
  const address = databaseAddress(databaseUrl);
  if (address.engine === 'memory') throw new Error('There is no database to open.');
  return openDatabase(address);
}

/** A real database for one test file. */
export abstract class TestDatabase {
  protected constructor(
    readonly url: string,
    readonly database: Kysely<Schema>,
  ) {}

  /** The open database, without any rows. */
  async emptied(): Promise<Kysely<Schema>> {
    await this.database.deleteFrom('commits').execute();
    await this.database.deleteFrom('agents').execute();
    await this.database.deleteFrom('deliveries').execute();
    return this.database;
  }

  /** Closes and deletes it. */
  abstract stop(): Promise<void>;
}

/** A SQLite file. */
export class SqliteDatabase extends TestDatabase {
  private constructor(
    url: string,
    database: Kysely<Schema>,
    private readonly folder: Folder,
  ) {
    super(url, database);
  }

  static async start(): Promise<SqliteDatabase> {
    const folder = new Folder('sqlite');
    const url = `sqlite:${folder.at('factory.db')}`;
    return new SqliteDatabase(url, await open(url), folder);
  }

  override async stop(): Promise<void> {
    await this.database.destroy();
    this.folder.remove();
  }
}

/** A PostgreSQL server with one database. */
export class PostgresDatabase extends TestDatabase {
  private constructor(
    url: string,
    database: Kysely<Schema>,
    readonly server: Postgres,
  ) {
    super(url, database);
  }

  static async start(): Promise<PostgresDatabase> {
    const server = await Postgres.start();
    const url = server.createDatabase('factory');
    return new PostgresDatabase(url, await open(url), server);
  }

  override async stop(): Promise<void> {
    await this.database.destroy();
    await this.server.stop();
  }
}
