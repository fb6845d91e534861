import { afterAll, beforeAll, describe } from '@jest/globals';
import { SqlCommitStore } from './sql-commit.store.js';
import {
  PostgresDatabase,
  SqliteDatabase,
  type TestDatabase,
} from '../../../../platform/database/testing/test-databases.js';
import { deliveryStoreContract } from '../delivery-store.contract.js';
import { SqlDeliveryStore } from '../../../../webhook/stores/sql/sql-delivery.store.js';

describe.each([SqliteDatabase, PostgresDatabase])('on a $name', (Kind: { start: () => Promise<TestDatabase> }) => {
  let database: TestDatabase;

  beforeAll(async () => (database = await Kind.start()), 60_000);
  afterAll(() => database.stop());

  deliveryStoreContract('SqlDeliveryStore', async () => {
    const kysely = await database.emptied();
    return { deliveries: new SqlDeliveryStore(kysely), commits: new SqlCommitStore(kysely) };
  });
});
