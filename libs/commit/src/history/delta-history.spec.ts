import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UpperListing } from '../upper/upper-listing.js';
import { DeltaHistory } from './delta-history.js';

const MANIFEST = `sha256:${'1'.repeat(64)}`;

describe('DeltaHistory', () => {
  let directory: string;
  let history: DeltaHistory;
  const listing = new UpperListing([Buffer.from('some'), Buffer.from('\nbytes')], 1.5);
  const kept = { manifest: MANIFEST, exclude: ['/tmp'], listing: new UpperListing([Buffer.from('some\nbytes')], 1.5) };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'history-'));
    history = new DeltaHistory(directory);
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  it('returns a record for the same container, directory and repository', async () => {
    await history.keep('c', '/upper', 'r/a', { manifest: MANIFEST, exclude: ['/tmp'], listing });
    expect(await history.find('c', '/upper', 'r/a')).toEqual(kept);
    expect(await history.find('d', '/upper', 'r/a')).toBeUndefined();
    expect(await history.find('c', '/other', 'r/a')).toBeUndefined();
    expect(await history.find('c', '/upper', 'r/b')).toBeUndefined();
    await history.forget('c', 'r/a');
    expect(await history.find('c', '/upper', 'r/a')).toBeUndefined();
  });

  it('returns nothing for damaged records', async () => {
    await history.keep('c', '/upper', 'r/a', { manifest: MANIFEST, exclude: ['/tmp'], listing });
    const [name = ''] = readdirSync(join(directory, 'commits'));
    const file = join(directory, 'commits', name);
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    expect(await history.find('c', '/upper', 'r/a')).toBeUndefined();
  });

  it('ignores records of an earlier version', async () => {
    await history.keep('c', '/upper', 'r/a', { manifest: MANIFEST, exclude: [], listing });
    const [name = ''] = readdirSync(join(directory, 'commits'));
    const file = join(directory, 'commits', name);
    const content = readFileSync(file, 'latin1');
    writeFileSync(file, content.replace('"version":2,', ''), 'latin1');
    expect(content).toContain('"version":2,');
    expect(await history.find('c', '/upper', 'r/a')).toBeUndefined();
  });

  it('does not store records that are too large', async () => {
    await history.keep('c', '/upper', 'r/a', { manifest: MANIFEST, exclude: ['/tmp'], listing });
    const large = new UpperListing([Buffer.alloc(2 ** 24), Buffer.alloc(1)], 0);
    await history.keep('c', '/upper', 'r/a', { manifest: MANIFEST, exclude: [], listing: large });
    expect(await history.find('c', '/upper', 'r/a')).toBeUndefined();
  });
});
