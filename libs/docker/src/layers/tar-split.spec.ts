import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TarSplit } from './tar-split.js';

const LARGE = randomBytes(600_000);
const HEADER = Buffer.alloc(512, 'h');

const bytes = (content: Buffer) => ({ type: 2, payload: content.toString('base64') });
const file = (name: string, size: number) => ({ type: 1, name, size });

describe('TarSplit', () => {
  let folder: string;
  let layer: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tar-split-'));
    layer = join(folder, 'layer');
    mkdirSync(join(layer, 'srv'), { recursive: true });
    writeFileSync(join(layer, 'small'), 'content');
    writeFileSync(join(layer, 'srv/large'), LARGE);
    writeFileSync(join(folder, 'outside'), 'private');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  async function archiveOf(content: readonly object[] | Buffer): Promise<Buffer> {
    const record = join(folder, 'tar-split.json.gz');
    const lines = (entries: readonly object[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    writeFileSync(record, Buffer.isBuffer(content) ? content : gzipSync(lines(content)));
    const parts: Buffer[] = [];
    const { signal } = new AbortController();
    for await (const part of new TarSplit(record, layer).archive(signal)) parts.push(part);
    return Buffer.concat(parts);
  }

  it('rebuilds an archive from its record and the files', async () => {
    writeFileSync(Buffer.from(`${layer}/\xff`, 'latin1'), 'raw');
    const raw = Buffer.from([0xff]).toString('base64');
    const entries = [
      ...[bytes(HEADER), file('small', 7), bytes(Buffer.alloc(505))],
      ...[bytes(HEADER), file('srv/empty', 0), file('srv/large', LARGE.length), bytes(Buffer.alloc(64))],
      ...[{ type: 1, name_raw: raw, size: 3 }, bytes(Buffer.alloc(1024))],
    ];
    const archive = [
      ...[HEADER, Buffer.from('content'), Buffer.alloc(505), HEADER, LARGE, Buffer.alloc(64)],
      ...[Buffer.from('raw'), Buffer.alloc(1024)],
    ];
    expect((await archiveOf(entries)).equals(Buffer.concat(archive))).toBe(true);
  });

  it.each([
    ['../outside', 7, 'it is outside'],
    ['srv/../../outside', 7, 'it is outside'],
    ['link/outside', 7, 'it is outside'],
    ['file-link', 7, 'ELOOP'],
    ['srv', 7, 'it was changed'],
    ['small', 8, 'it was changed'],
    ['absent', 7, 'ENOENT'],
    ['srv/..', 7, 'it is no file'],
  ])('refuses the file %s of %d bytes', async (name, size, reason) => {
    symlinkSync('..', join(layer, 'link'));
    symlinkSync('../outside', join(layer, 'file-link'));
    await expect(archiveOf([bytes(HEADER), file(name, size)])).rejects.toMatchObject({
      code: 'direct_unavailable',
      message: expect.stringContaining(`of a layer cannot be read: ${reason}.`),
    });
  });

  it.each([
    ['an unknown entry', gzipSync('{"type":3}\n')],
    ['no JSON', gzipSync('record\n')],
    ['another format', Buffer.from('plain text')],
    ['half of its content', gzipSync(randomBytes(4000).toString('hex')).subarray(0, 2000)],
  ])('refuses a record with %s', async (_, record) => {
    await expect(archiveOf(record)).rejects.toMatchObject({
      code: 'direct_unavailable',
      message: expect.stringMatching(/^The record of a layer, .*tar-split\.json\.gz, cannot be read: /),
    });
  });
});
