import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Kysely } from 'kysely';
import type { Schema } from '../../../../platform/database/schema.js';
import {
  open,
  PostgresDatabase,
  SqliteDatabase,
  type TestDatabase,
} from '../../../../platform/database/testing/test-databases.js';
import type { CommitRecord } from '../../commit-record.js';
import { transition } from '../../commit-state.js';
import { commitStoreContract } from '../commit-store.contract.js';
import { NOON, waitingRecord } from '../testing/waiting-record.js';
import { SqlCommitStore } from './sql-commit.store.js';

describe.each([SqliteDatabase, PostgresDatabase])('on a $name', (Kind: { start: () => Promise<TestDatabase> }) => {
  let database: TestDatabase;

  beforeAll(async () => (database = await Kind.start()), 60_000);
  afterAll(() => database.stop());

  commitStoreContract('SqlCommitStore', async () => new SqlCommitStore(await database.emptied()));
});

describe('two shields on one PostgreSQL', () => {
  const PER_NODE = 2;
  let postgres: PostgresDatabase;
  let other: Kysely<Schema>;

  beforeAll(async () => {
    postgres = await PostgresDatabase.start();
    other = await open(postgres.url);
  }, 60_000);
  afterAll(async () => {
    await other.destroy();
    await postgres.stop();
  });

  it('claim each commit once and never exceed the limit of a node under contention', async () => {
    const stores = [new SqlCommitStore(postgres.database), new SqlCommitStore(other)];
    // In reverse order, so that the oldest record changes during the claims.
    const ids = Array.from({ length: 90 }, (_, index) => `r${999 - index}`);
    const claimed: CommitRecord[] = [];
    for (const toInsert = [...ids]; claimed.length < ids.length;) {
      const inserts = toInsert.splice(0, 10).map((id, index) => {
        return storeFor(index, stores).insert(waitingRecord(id, { node: `node-${index % 2}` }));
      });
      const rules = { now: NOON, until: NOON + 30_000, perNode: PER_NODE, limit: 3 };
      const claims = Array.from({ length: 16 }, (_, index) => storeFor(index, stores).claim(rules));
      await Promise.all(inserts);
      const round = (await Promise.all(claims)).flat();
      claimed.push(...round);
      for (const node of ['node-0', 'node-1']) {
        expect(round.filter((record) => record.node === node).length).toBeLessThanOrEqual(PER_NODE);
      }
      await Promise.all(round.map((record, index) => end(storeFor(index, stores), record)));
    }
    expect(claimed.map(({ id }) => id).sort()).toEqual(ids.sort());
  }, 60_000);

  it('refuse a container with a running commit of the other shield', async () => {
    const stores = [new SqlCommitStore(postgres.database), new SqlCommitStore(other)];
    for (let round = 0; round < 20; round++) {
      const records = stores.map((_, shield) => waitingRecord(`${round}-${shield}`, { containerKey: `same-${round}` }));
      const answers = await Promise.all(stores.map((store, shield) => store.insert(records[shield] as CommitRecord)));
      expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
    }
  });
});

function storeFor(index: number, stores: readonly SqlCommitStore[]): SqlCommitStore {
  return stores[index % stores.length] as SqlCommitStore;
}

async function end(store: SqlCommitStore, record: CommitRecord): Promise<void> {
  const next = transition(record, { kind: 'fail', at: NOON + 1, code: 'agent_lost', reason: 'gone' });
  expect(next && (await store.replace(next, record.version))).toBe(true);
}
