import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { until } from '../../../../../sandbox/until.js';
import { PostgresDatabase } from '../database/testing/test-databases.js';
import { PostgresTaskLock } from './postgres-task.lock.js';
import { taskLockContract } from './task-lock.contract.js';

const nothing = () => Promise.resolve();

describe('with a server', () => {
  let postgres: PostgresDatabase;

  beforeAll(async () => (postgres = await PostgresDatabase.start()), 60_000);
  afterAll(() => postgres.stop());

  taskLockContract('PostgreSQL', () => new PostgresTaskLock(postgres.url));

  describe('two shields', () => {
    let first: PostgresTaskLock;
    let second: PostgresTaskLock;

    beforeEach(() => void ([first, second] = [new PostgresTaskLock(postgres.url), new PostgresTaskLock(postgres.url)]));
    afterEach(async () => {
      await first.close();
      await second.close();
    });

    /** Terminates all sessions that hold a lock, like a network failure; returns their number. */
    async function cutOff(): Promise<number> {
      const { rows } = await sql`
        select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
      `.execute(postgres.database);
      return rows.length;
    }

    it('execute a task once per round, always in the same shield', async () => {
      expect(await first.exclusively('tidy', nothing)).toBe(true);
      for (let round = 0; round < 5; round++) {
        const shields = [second, first].map((lock) => lock.exclusively('tidy', nothing));
        expect(await Promise.all(shields)).toEqual([false, true]);
      }
    });

    it('divide the tasks by name', async () => {
      expect(await first.exclusively('tidy', nothing)).toBe(true);
      expect(await second.exclusively('expire', nothing)).toBe(true);
      expect(await first.exclusively('expire', nothing)).toBe(false);
    });

    it('execute a task in one of two concurrent callers', async () => {
      for (let round = 0; round < 20; round++) {
        const done = await Promise.all([first, second].map((lock) => lock.exclusively(`race ${round}`, nothing)));
        expect(done.filter(Boolean)).toHaveLength(1);
      }
    });

    it('take over from a shield that stops', async () => {
      const leaving = new PostgresTaskLock(postgres.url);
      await leaving.exclusively('leave', nothing);
      expect(await second.exclusively('leave', nothing)).toBe(false);
      await leaving.close();
      await until('the other to take over', 10, () => second.exclusively('leave', nothing));
    });

    it('take over from a disconnected shield, which stops executing it', async () => {
      await first.exclusively('tidy', nothing);
      expect(await cutOff()).toBe(1);
      await until('the other to take over', 10, () => second.exclusively('tidy', nothing));
      await until('the first to be back', 10, async () => (await first.exclusively('back', nothing)) === true);
      expect(await first.exclusively('tidy', nothing)).toBe(false);
    });

    it('finish a task in which the connection was lost, and continue', async () => {
      let finished = false;
      const done = await first.exclusively('tidy', async () => {
        expect(await cutOff()).toBe(1);
        await until('the other to take over', 10, () => second.exclusively('tidy', nothing));
        finished = true;
      });
      expect({ done, finished }).toEqual({ done: true, finished: true });
    });
  });
});
