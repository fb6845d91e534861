import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '@image-factory/service';
import { type Kysely, sql } from 'kysely';
import { statSync, writeFileSync } from 'node:fs';
import { Folder } from '../../../../../sandbox/folder.js';
import { freePort } from '../../../../../sandbox/free-port.js';
import { Postgres } from '../../../../../sandbox/postgres.js';
import { MIGRATIONS } from './migrations/index.js';
import { openPostgres } from './postgres.js';
import type { Schema } from './schema.js';
import { openSqlite } from './sqlite.js';
import { open } from './testing/test-databases.js';

async function failureOf(databaseUrl: string): Promise<Error> {
  const error = await open(databaseUrl).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(ConfigurationError);
  return error as Error;
}

/**
 * Expects the refusal of a database that an unpublished build has written, unchanged.
 * @param shown its address in messages
 * @param reopen opens it without a migration
 */
async function expectRefusal(databaseUrl: string, shown: string, reopen: () => Kysely<Schema>): Promise<void> {
  const written = await open(databaseUrl);
  await sql`update kysely_migration set name = '0001-commits-and-agents'`.execute(written);
  await written.insertInto('agents').values({ ip: '10.0.0.1', address: 'http://a', seenAt: 1 }).execute();
  await written.destroy();
  const advice = 'delete it or set another database_url, or keep it with that build';
  expect((await failureOf(databaseUrl)).message).toBe(
    `Configuration: database_url ${shown} cannot be used (a build before 1.0.0 wrote it; ${advice}).`,
  );
  const left = reopen();
  const { rows } = await sql`select name from kysely_migration`.execute(left);
  expect(rows).toEqual([{ name: '0001-commits-and-agents' }]);
  expect(await left.selectFrom('agents').select('ip').execute()).toEqual([{ ip: '10.0.0.1' }]);
  await left.destroy();
}

describe('openDatabase on SQLite', () => {
  let folder: Folder;

  beforeEach(() => void (folder = new Folder('open')));
  afterEach(() => folder.remove());

  it('creates the file for its owner only, with synchronous writes', async () => {
    const file = folder.at('factory.db');
    const database = await open(`sqlite:${file}`);
    const modes = await Promise.all(
      ['journal_mode', 'synchronous', 'busy_timeout'].map((name) => pragma(database, name)),
    );
    await database.destroy();
    expect(modes).toEqual(['wal', 2, 5000]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('opens an existing database without changes', async () => {
    const url = `sqlite:${folder.at('factory.db')}`;
    const first = await open(url);
    await first.insertInto('agents').values({ ip: '10.0.0.1', address: 'http://a', seenAt: 1 }).execute();
    await first.destroy();
    const second = await open(url);
    expect(await second.selectFrom('agents').select('ip').execute()).toEqual([{ ip: '10.0.0.1' }]);
    await second.destroy();
  });

  it('reports a file that is no database', async () => {
    const file = folder.at('notes.txt');
    writeFileSync(file, 'These are notes, and no database at all.'.repeat(100));
    const message = `Configuration: database_url sqlite:${file} cannot be used (file is not a database).`;
    expect((await failureOf(`sqlite:${file}`)).message).toBe(message);
  });

  it('reports a folder, and a missing parent folder', async () => {
    const url = `sqlite:${folder.path}`;
    expect((await failureOf(url)).message).toMatch(`Configuration: database_url ${url} cannot be used (EISDIR: `);
    writeFileSync(folder.at('file'), '');
    expect((await failureOf(`sqlite:${folder.at('file', 'factory.db')}`)).message).toMatch(/\(EEXIST|\(ENOTDIR/);
  });

  it('reports a file of a newer version', async () => {
    const url = `sqlite:${folder.at('factory.db')}`;
    const database = await open(url);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-newer', '')`.execute(database);
    await database.destroy();
    expect((await failureOf(url)).message).toContain('9999-newer');
  });

  it('refuses a database of an unpublished build', async () => {
    const file = folder.at('factory.db');
    await expectRefusal(`sqlite:${file}`, `sqlite:${file}`, () => openSqlite(file));
  });
});

describe('openDatabase on PostgreSQL', () => {
  let server: Postgres;

  beforeAll(async () => (server = await Postgres.start()), 60_000);
  afterAll(() => server.stop());

  it('creates the tables once when shields start concurrently', async () => {
    const url = server.createDatabase('several');
    const shields = await Promise.all(Array.from({ length: 5 }, () => open(url)));
    const { rows } = await sql`select name from kysely_migration`.execute(shields[0] as Kysely<Schema>);
    expect(rows).toEqual(Object.keys(MIGRATIONS).map((name) => ({ name })));
    await Promise.all(shields.map((database) => database.destroy()));
  });

  it('refuses a database of an unpublished build', async () => {
    const url = server.createDatabase('unpublished');
    const { host } = new URL(url);
    await expectRefusal(url, `postgres://postgres@${host}/unpublished`, () => openPostgres(url));
  });

  it('reports a refusing server, an absent server and a missing database, but never a password', async () => {
    const url = new URL(server.createDatabase('refused'));
    const { password } = url;
    url.password = 's3cret-and-wrong';
    const refused = await failureOf(url.href);
    expect(refused.message).toBe(
      `Configuration: database_url postgres://postgres@${url.host}/refused cannot be used ` +
        `(password authentication failed for user "postgres").`,
    );
    url.password = password;
    url.pathname = '/missing';
    const missing = await failureOf(url.href);
    expect(missing.message).toContain('(database "missing" does not exist)');
    url.port = String(await freePort());
    const unreachable = await failureOf(url.href);
    expect(unreachable.message).toContain('ECONNREFUSED');
    for (const { message, stack } of [refused, missing, unreachable]) {
      expect(`${message} ${stack}`).not.toContain(password);
      expect(`${message} ${stack}`).not.toContain('s3cret');
    }
  });
});

async function pragma(database: Kysely<Schema>, name: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(database);
  return Object.values(rows[0] ?? {})[0];
}
