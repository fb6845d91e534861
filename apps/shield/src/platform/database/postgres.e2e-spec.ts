import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../../../sandbox/until.js';
import { PostgresDatabase } from './testing/test-databases.js';

const agent = (ip: string) => ({ ip, address: 'http://a', seenAt: Number.MAX_SAFE_INTEGER });

describe('openPostgres', () => {
  let postgres: PostgresDatabase;

  beforeAll(async () => (postgres = await PostgresDatabase.start()), 60_000);
  afterAll(() => postgres.stop());

  it('returns integers as numbers', async () => {
    await postgres.database.insertInto('agents').values(agent('10.0.0.1')).execute();
    expect(await postgres.database.selectFrom('agents').select('seenAt').execute()).toEqual([
      { seenAt: Number.MAX_SAFE_INTEGER },
    ]);
  });

  it('survives a restart of the server: running queries fail, later ones succeed', async () => {
    await postgres.database.insertInto('agents').values(agent('10.0.0.2')).execute();
    const running = sql`select pg_sleep(60)`.execute(postgres.database).then(
      () => 'slept',
      () => 'failed',
    );
    await until('the query to run', 10, async () => {
      const { rows } = await sql`
        select 1 from pg_stat_activity where query like 'select pg_sleep%'
      `.execute(postgres.database);
      return rows.length > 0;
    });
    await postgres.server.kill();
    expect(await running).toBe('failed');
    await postgres.server.restart();
    await until('a connection', 10, () => sql`select 1`.execute(postgres.database));
    const ips = await postgres.database.selectFrom('agents').select('ip').orderBy('ip').execute();
    expect(ips).toEqual([{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }]);
    // An unhandled error event would end the process meanwhile.
    await sleep(50);
  }, 60_000);
});
