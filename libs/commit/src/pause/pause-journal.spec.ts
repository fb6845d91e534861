import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PauseJournal } from './pause-journal.js';

describe('PauseJournal', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'journal-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lists every pause with its method, whoever chose the id of the container', async () => {
    const journal = new PauseJournal(folder);
    const records = [
      { containerId: 'a'.repeat(64), name: 'alice', startedAt: '42@1', at: 1, method: 'freezer' as const },
      { containerId: 'redis_1.test-2', at: 2, method: 'runtime' as const },
    ];
    for (const record of records) await journal.set(record);
    expect((await journal.list()).sort((a, b) => a.at! - b.at!)).toEqual(records);
    await journal.remove('redis_1.test-2');
    expect(await journal.list()).toEqual(records.slice(0, 1));
  });

  it('ignores a record whose writing was interrupted', async () => {
    const journal = new PauseJournal(folder);
    await journal.set({ containerId: 'redis' });
    writeFileSync(join(folder, 'paused', 'web.3b0c.draft'), '{');
    expect(await journal.list()).toEqual([{ containerId: 'redis' }]);
  });
});
