import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { archiveFiles } from './archive-files.js';

describe('archiveFiles', () => {
  let folder: string;
  let archive: Buffer;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'archive-'));
    writeFileSync(join(folder, 'a.json'), '{"a":1}');
    writeFileSync(join(folder, 'b-large'), Buffer.alloc(5000, 'b'));
    writeFileSync(join(folder, `c-${'long'.repeat(40)}`), '{"c":3}');
    const names = ['a.json', 'b-large', `c-${'long'.repeat(40)}`];
    archive = execFileSync('tar', ['--format=posix', '-C', folder, '-c', ...names]);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  // eslint-disable-next-line @typescript-eslint/require-await -- a stream
  async function* inPieces(content: Buffer, bytes: number, onEnd?: () => void): AsyncGenerator<Buffer> {
    try {
      for (let at = 0; at < content.length; at += bytes) yield content.subarray(at, at + bytes);
    } finally {
      onEnd?.();
    }
  }

  it.each([1, 511, 512, 4096, 1e6])('reads the small files of a stream in pieces of %d bytes', async (bytes) => {
    const found: string[] = [];
    for await (const file of archiveFiles(inPieces(archive, bytes), 4096)) found.push(file.toString());
    expect(found).toEqual(['{"a":1}', '{"c":3}']);
  });

  it('ends the stream when its reader stops', async () => {
    let ended = false;
    const stream = inPieces(archive, 512, () => (ended = true));
    for await (const file of archiveFiles(stream, 4096)) if (file.length > 0) break;
    expect(ended).toBe(true);
  });

  it('fails if the archive ends too early', async () => {
    const read = async () => {
      for await (const file of archiveFiles(inPieces(archive.subarray(0, 2048), 512), 4096)) void file;
    };
    await expect(read()).rejects.toThrow('ends too early');
  });
});
