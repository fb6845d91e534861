import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { archiveMembers } from './archive-members.js';

describe('archiveMembers', () => {
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

  it.each([1, 511, 512, 4096, 1e6])(
    'reads the files of a stream in pieces of %d bytes, or skips them',
    async (bytes) => {
      const found: [string, string][] = [];
      for await (const member of archiveMembers(inPieces(archive, bytes))) {
        if (member.size < 4096) found.push([member.name, (await buffer(member.content())).toString()]);
      }
      expect(found).toEqual([
        ['a.json', '{"a":1}'],
        [`c-${'long'.repeat(40)}`, '{"c":3}'],
      ]);
    },
  );

  it('ends the stream when its reader stops', async () => {
    let ended = false;
    const stream = inPieces(archive, 512, () => (ended = true));
    for await (const { size } of archiveMembers(stream)) if (size > 0) break;
    expect(ended).toBe(true);
  });

  it('fails if the archive ends too early', async () => {
    const read = async () => {
      for await (const member of archiveMembers(inPieces(archive.subarray(0, 2048), 512))) void member;
    };
    await expect(read()).rejects.toThrow('ends too early');
  });
});
