import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Kysely } from 'kysely';
import type { Schema } from '../../../database/schema.js';
import { newSqlite, open, PostgresServer, type TestDatabase } from '../../../database/testing/test-databases.js';
import type { CommitRecord } from '../../commit-record.js';
import { transition } from '../../commit-state.js';
import { commitStoreContract } from '../../commit-store.contract.js';
import { NOON, waitingRecord } from '../testing/waiting-record.js';
import { SqlCommitStore } from './sql-commit.store.js';

const on = ({ database, close }: TestDatabase) => ({ store: new SqlCommitStore(database), close });

commitStoreContract('SQLite', async () => on(await newSqlite()));

describe('with a server', () => {
  let postgres: PostgresServer;

  beforeAll(async () => (postgres = await PostgresServer.start()), 60_000);
  afterAll(() => postgres.stop());

  commitStoreContract('PostgreSQL', async () => on(await postgres.emptied()));

  describe('two shields on one PostgreSQL', () => {
    const PER_NODE = 2;
    let other: Kysely<Schema>;

    beforeAll(async () => {
      await postgres.emptied();
      other = await open(postgres.url);
    });
    afterAll(() => other.destroy());

    it('claim each save once and never overfill a node, however they run into each other', async () => {
      const stores = [new SqlCommitStore(postgres.database), new SqlCommitStore(other)] as const;
      const ids = Array.from({ length: 120 }, (_, index) => `r${String(index).padStart(3, '0')}`);
      for (const [index, id] of ids.entries()) {
        await (stores[index % 2] as SqlCommitStore).insert(waitingRecord(id, { node: `node-${index % 5}` }));
      }
      const claimed: CommitRecord[] = [];
      while (claimed.length < ids.length) {
        const asked = Array.from({ length: 12 }, (_, index) => index % 2);
        const rules = { now: NOON, until: NOON + 30_000, perNode: PER_NODE, limit: 3 };
        const round = (await Promise.all(asked.map((index) => (stores[index] as SqlCommitStore).claim(rules)))).flat();
        claimed.push(...round);
        const inHand = (await stores[0].findUnended()).filter(({ dispatchAt }) => dispatchAt > NOON);
        for (const { node } of inHand) {
          expect(inHand.filter((record) => record.node === node).length).toBeLessThanOrEqual(PER_NODE);
        }
        expect(round.length).toBeGreaterThan(0);
        await Promise.all(round.map((record, index) => end(stores[index % 2 ? 1 : 0], record)));
      }
      expect(claimed.map(({ id }) => id).sort()).toEqual(ids);
    }, 60_000);

    it('refuse a container that the other one saves', async () => {
      const stores = [new SqlCommitStore(postgres.database), new SqlCommitStore(other)];
      for (let round = 0; round < 20; round++) {
        const records = stores.map((_, shield) =>
          waitingRecord(`${round}-${shield}`, { containerKey: `same-${round}` }),
        );
        const answers = await Promise.all(stores.map((store, shield) => store.insert(records[shield] as CommitRecord)));
        expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
      }
    });
  });
});

async function end(store: SqlCommitStore, record: CommitRecord): Promise<void> {
  const next = transition(record, { kind: 'fail', at: NOON + 1, code: 'agent_lost', reason: 'gone' });
  expect(next && (await store.replace(next, record.version))).toBe(true);
}
