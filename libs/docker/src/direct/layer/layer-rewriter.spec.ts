import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { LayerRewriter } from './layer-rewriter.js';
import type { LayerNotes } from './layer-notes.js';
import { encodeEntry, END_OF_ARCHIVE } from './tar-encoder.js';
import { padding, type TarEntry } from './tar-entry.js';

const FILE: TarEntry = {
  ...{ name: 'file', link: '', type: '0', mode: 0o644, uid: 0, gid: 0, size: 0, mtime: 1, major: 0, minor: 0 },
  xattrs: new Map(),
};
const NOTHING: LayerNotes = { whiteouts: new Map(), saysOpaque: () => true };

function archive(...members: (TarEntry | Buffer)[]): Buffer {
  const parts = members.flatMap((member) =>
    Buffer.isBuffer(member) ? [member, Buffer.alloc(padding(member.length))] : [encodeEntry(member)],
  );
  return Buffer.concat([...parts, END_OF_ARCHIVE]);
}

async function rewrite(source: Buffer, notes = NOTHING, pieceSize = 700): Promise<Buffer> {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < source.length; at += pieceSize)
      yield await Promise.resolve(source.subarray(at, at + pieceSize));
  }
  const parts: Buffer[] = [];
  for await (const part of new LayerRewriter(notes).rewrite(pieces())) parts.push(part);
  return Buffer.concat(parts);
}

function listed(layer: Buffer): string[] {
  const names = execFileSync('tar', ['--list', '--file=-', '--quoting-style=escape'], { input: layer });
  return names.toString().split('\n').filter(Boolean);
}

describe('LayerRewriter', () => {
  it.each([1, 511, 513, 100_000])('gives back what needs no rewriting, from pieces of %i bytes', async (pieceSize) => {
    const content = Buffer.alloc(70_001, 'content');
    const xattrs = new Map([['user.a', 'b\0=\nc']]);
    const source = archive(
      { ...FILE, name: 'x'.repeat(300), size: content.length, mtime: -5, uid: 3_000_000, xattrs },
      content,
      { ...FILE, name: 'b\xff', type: '1', link: 'é'.repeat(80) },
    );
    expect((await rewrite(source, NOTHING, pieceSize)).equals(source)).toBe(true);
  });

  it('drops what overlayfs says, and marks opaque directories', async () => {
    const xattrs = new Map([
      ['trusted.overlay.opaque', 'y'],
      ['trusted.overlay.origin', '?'],
      ['user.kept', 'yes'],
    ]);
    const layer = await rewrite(archive({ ...FILE, name: 'd/', type: '5', mode: 0o1755, xattrs }));
    expect(listed(layer)).toEqual(['d/', 'd/.wh..wh..opq']);
    expect(layer.includes('trusted')).toBe(false);
    expect(layer.includes('user.kept=yes')).toBe(true);
    const unmarked = await rewrite(archive({ ...FILE, name: 'd/', type: '5', xattrs }), {
      ...NOTHING,
      saysOpaque: () => false,
    });
    expect(listed(unmarked)).toEqual(['d/']);
  });

  it('puts whiteouts right behind their directory, those of the root first', async () => {
    const whiteouts = new Map([
      ['', ['gone']],
      ['d', ['x', 'y']],
    ]);
    const source = archive({ ...FILE, name: 'd/', type: '5' }, { ...FILE, name: 'd/z' });
    expect(listed(await rewrite(source, { ...NOTHING, whiteouts }))).toEqual([
      '.wh.gone',
      'd/',
      'd/.wh.x',
      'd/.wh.y',
      'd/z',
    ]);
  });

  it.each(['redirect', 'metacopy'])('refuses %s', async (name) => {
    const source = archive({ ...FILE, xattrs: new Map([[`trusted.overlay.${name}`, '/x']]) });
    await expect(rewrite(source)).rejects.toMatchObject({ code: 'direct_unavailable' });
  });

  it('refuses an archive that ends too early', async () => {
    const source = archive({ ...FILE, size: 10 }, Buffer.alloc(10));
    await expect(rewrite(source.subarray(0, 1024))).rejects.toThrow('too early');
  });

  it('has a size of more than 8 GiB in an extended header', () => {
    const header = encodeEntry({ ...FILE, size: 2 ** 34 });
    expect(header.includes(`20 size=${2 ** 34}\n`)).toBe(true);
  });
});
