import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { LayerRewriter, type WhiteoutPlan } from './layer-rewriter.js';
import { encodeEntry, END_OF_ARCHIVE } from './tar-encoder.js';
import { padding, type TarEntry } from './tar-entry.js';

const FILE: TarEntry = {
  ...{ name: 'file', link: '', type: '0', mode: 0o644, uid: 0, gid: 0, size: 0, mtime: 1, major: 0, minor: 0 },
  xattrs: new Map(),
};
const NOTHING: WhiteoutPlan = { whiteouts: new Map(), saysOpaque: () => true };

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
  it.each([1, 511, 513, 100_000])('passes unchanged entries through, from pieces of %i bytes', async (pieceSize) => {
    const content = Buffer.alloc(70_001, 'content');
    const xattrs = new Map([['user.a', 'b\0=\nc']]);
    const source = archive(
      { ...FILE, name: 'x'.repeat(300), size: content.length, mtime: -5, uid: 3_000_000, xattrs },
      content,
      { ...FILE, name: 'b\xff', type: '1', link: 'é'.repeat(80) },
    );
    expect((await rewrite(source, NOTHING, pieceSize)).equals(source)).toBe(true);
  });

  it('drops attributes of overlayfs, and marks opaque directories', async () => {
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

  it('writes whiteouts directly after their directory, those of the root first', async () => {
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

  it('drops the overlayfs attributes of an inner engine', async () => {
    const xattrs = new Map([
      ['user.overlay.opaque', 'y'],
      ['user.overlay.origin', 'x'.repeat(60_000)],
      ['user.overlayed', 'yes'],
    ]);
    const layer = await rewrite(archive({ ...FILE, xattrs }));
    expect(layer.includes('user.overlay.')).toBe(false);
    expect(layer.includes('user.overlayed=yes')).toBe(true);
  });

  it.each([
    ['.wh.file', '0'],
    [`${'d'.repeat(120)}/.wh.link`, '2'],
    ['d/.wh.folder/', '5'],
    ['.wh..wh..opq', '6'],
    ['d/'.repeat(2500), '5'],
  ])('refuses the path %s of type %s', async (name, type) => {
    const refusal = { code: 'unsupported_path', message: expect.stringContaining(name.slice(0, 12)) };
    await expect(rewrite(archive({ ...FILE, name, type }))).rejects.toMatchObject(refusal);
  });

  it('refuses to delete a path of a reserved name', async () => {
    const notes = { ...NOTHING, whiteouts: new Map([['d', ['.wh.x']]]) };
    const source = archive({ ...FILE, name: 'd/', type: '5' });
    await expect(rewrite(source, notes)).rejects.toMatchObject({ code: 'unsupported_path' });
  });

  /** An archive of one file in the format of GNU tar, with an extended header of any length. */
  function withAttributes(name: string, attributes: readonly (readonly [string, number])[]): Buffer {
    const records = attributes.map(([key, bytes]) => {
      const text = ` SCHILY.xattr.${key}=${'v'.repeat(bytes)}\n`;
      const length = text.length + `${text.length + 6}`.length;
      return `${length}${text}`;
    });
    const content = Buffer.from(records.join(''));
    const header = encodeEntry({ ...FILE, name: 'PaxHeaders/x', type: 'x', size: content.length });
    return archive(header, content, { ...FILE, name });
  }

  const many = (count: number, bytes: number) =>
    Array.from({ length: count }, (_, index) => [`user.${index}`, bytes] as const);

  it.each([
    ['more than 1 MiB', many(18, 60_000)],
    ['more than 4 MiB', many(80, 60_000)],
    ['very many attributes', many(9_000, 100)],
  ])('names the file that has %s of attributes', async (_, attributes) => {
    const refusal = { code: 'unsupported_path', message: expect.stringContaining('/home/large') };
    await expect(rewrite(withAttributes('home/large', attributes))).rejects.toMatchObject(refusal);
  });

  it('keeps attributes just below the limit, without counting those of overlayfs or of an inner engine', async () => {
    const overlays = ['trusted.overlay.', 'user.overlay.'].map((key) => [`${key}x`, 60_000] as const);
    const layer = await rewrite(withAttributes('home/large', [...overlays, ...many(17, 61_000)]));
    expect(layer.length).toBeGreaterThan(17 * 61_000);
    expect(layer.includes('overlay')).toBe(false);
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
