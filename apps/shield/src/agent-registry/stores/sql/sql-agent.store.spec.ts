import { afterAll, beforeAll, describe } from '@jest/globals';
import { newSqlite, PostgresServer, type TestDatabase } from '../../../database/testing/test-databases.js';
import { agentStoreContract } from '../../agent-store.contract.js';
import { SqlAgentStore } from './sql-agent.store.js';

const on = ({ database, close }: TestDatabase) => ({ store: new SqlAgentStore(database), close });

agentStoreContract('SQLite', async () => on(await newSqlite()));

describe('with a server', () => {
  let postgres: PostgresServer;

  beforeAll(async () => (postgres = await PostgresServer.start()), 60_000);
  afterAll(() => postgres.stop());

  agentStoreContract('PostgreSQL', async () => on(await postgres.emptied()));
});
