import { afterAll, beforeAll, describe } from '@jest/globals';
import {
  PostgresDatabase,
  SqliteDatabase,
  type TestDatabase,
} from '../../../platform/database/testing/test-databases.js';
import { agentStoreContract } from '../../agent-store.contract.js';
import { SqlAgentStore } from './sql-agent.store.js';

describe.each([SqliteDatabase, PostgresDatabase])('on a $name', (Kind: { start: () => Promise<TestDatabase> }) => {
  let database: TestDatabase;

  beforeAll(async () => (database = await Kind.start()), 60_000);
  afterAll(() => database.stop());

  agentStoreContract('SqlAgentStore', async () => new SqlAgentStore(await database.emptied()));
});
