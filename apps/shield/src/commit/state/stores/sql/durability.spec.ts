import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Folder } from '../../../../../../../sandbox/folder.js';
import { open } from '../../../../platform/database/testing/test-databases.js';
import { waitingRecord } from '../testing/waiting-record.js';
import { SqlCommitStore } from './sql-commit.store.js';

const INSERT_FOREVER = fileURLToPath(new URL('../testing/insert-forever.ts', import.meta.url));

/**
 * Starts a process that inserts records, and kills it as soon as it has reported `count` ids; returns the reported ids.
 */
async function killedAfter(count: number, databaseUrl: string): Promise<string[]> {
  const command = ['--import', 'tsx', INSERT_FOREVER, databaseUrl];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const id of createInterface({ input: child.stdout })) {
    acknowledged.push(id);
    if (acknowledged.length === count) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return acknowledged;
}

describe('SQLite and kill -9', () => {
  it.each([1, 100])(
    'loses nothing that counts as written, after %i records',
    async (count) => {
      const folder = new Folder('kill');
      const url = `sqlite:${folder.at('factory.db')}`;
      const acknowledged = await killedAfter(count, url);
      expect(acknowledged.length).toBeGreaterThanOrEqual(count);
      const database = await open(url);
      const store = new SqlCommitStore(database);
      for (const id of acknowledged) expect(await store.find(id)).toEqual(waitingRecord(id));
      await store.insert(waitingRecord('after'));
      expect((await store.findUnended()).length).toBeGreaterThan(acknowledged.length);
      await database.destroy();
      folder.remove();
    },
    120_000,
  );
});
