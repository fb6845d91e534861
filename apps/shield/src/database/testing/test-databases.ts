import type { Kysely } from 'kysely';
import { Folder } from '../../../../../sandbox/folder.js';
import { Postgres } from '../../../../../sandbox/postgres.js';
import { databaseAddress } from '../database-address.js';
import { openDatabase } from '../open-database.js';
import type { Schema } from '../schema.js';

/** A real database that goes when it is closed. */
export interface TestDatabase {
  readonly database: Kysely<Schema>;
  readonly close: () => Promise<void>;
}

/** Opens what a `database_url` names. */
export function open(databaseUrl: string): Promise<Kysely<Schema>> {
  const address = databaseAddress(databaseUrl);
  if (address.engine === 'memory') throw new Error('There is no database to open.');
  return openDatabase(address);
}

/** A new SQLite file. */
export async function newSqlite(): Promise<TestDatabase> {
  const folder = new Folder('sqlite');
  const database = await open(`sqlite:${folder.at('factory.db')}`);
  const close = async () => {
    await database.destroy();
    folder.remove();
  };
  return { database, close };
}

/** A server with one database in it, for a whole file of tests. */
export class PostgresServer {
  private constructor(
    readonly server: Postgres,
    readonly url: string,
    readonly database: Kysely<Schema>,
  ) {}

  static async start(): Promise<PostgresServer> {
    const server = await Postgres.start();
    const url = server.createDatabase('factory');
    return new PostgresServer(server, url, await open(url));
  }

  /** The database without any rows; it stays open when the test is over. */
  async emptied(): Promise<TestDatabase> {
    await this.database.deleteFrom('commits').execute();
    await this.database.deleteFrom('agents').execute();
    return { database: this.database, close: () => Promise.resolve() };
  }

  async stop(): Promise<void> {
    await this.database.destroy();
    await this.server.stop();
  }
}
