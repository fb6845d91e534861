import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { planWhole } from './layer-plan.js';
import { inBlocks, withoutPaths } from './upper-block.js';
import { UpperChanges } from './upper-changes.js';
import { UpperListing } from './upper-listing.js';

/** Entries of `type inode path`, in chunks with arbitrary boundaries. */
function printed(lines: readonly string[], size = 7): Readable {
  const raw = lines.map((line) => {
    const [type, inode, ...path] = line.split(' ');
    return `${type} 1 ${inode} 10 1.0 1.0 644 0 0 ${path.join(' ')}\0`;
  });
  const pieces = raw.join('').match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
  return Readable.from(pieces.map((piece) => Buffer.from(piece, 'latin1')));
}

const packed = (...lines: string[]) => UpperListing.pack(inBlocks(printed(lines)));

async function paths(listing: AsyncIterable<Iterable<{ readonly path: string }>>): Promise<string[]> {
  const all: string[] = [];
  for await (const block of listing) for (const { path } of block) all.push(path);
  return all;
}

describe('UpperListing', () => {
  it('returns the packed content, for any split into pieces', async () => {
    const lines = ['d 1 a', 'f 2 a/\xff\nb', 'l 3  b ', 'w 4 c'];
    for (const size of [1, 2, 5, 1000]) {
      const listing = await UpperListing.pack(inBlocks(printed(lines, size)));
      expect(await paths(listing)).toEqual(['a', 'a/\xff\nb', ' b ', 'c']);
      expect(await paths(listing)).toHaveLength(4);
    }
  });

  it('rejects a truncated entry', async () => {
    const half = Readable.from([Buffer.from('d 1 1 10 1.0 1.0 644 0 0 a\0f 1 1')]);
    await expect(UpperListing.pack(inBlocks(half))).rejects.toThrow('ends too early');
  });

  it('receives types', async () => {
    const listing = await packed('d 1 a', 'f 2 a/b', 'd 3 c');
    const types: string[] = [];
    const typed = await listing.withTypes(({ path, type }) => (path === 'c' ? 'D' : type));
    for await (const block of typed) for (const { type } of block) types.push(type);
    expect(types).toEqual(['d', 'f', 'D']);
  });
});

describe('a listing without some paths', () => {
  const all = ['d 1 a', 'f 6 a-b', 'f 2 a/b', 'd 3 a/c', 'f 4 a/c/d', 'w 5 a/e', 'f 2 b b'];
  const without = (isLeftOut: (path: string) => boolean, lines = all) =>
    UpperListing.pack(withoutPaths(inBlocks(printed(lines)), isLeftOut));

  it('has neither excluded paths nor their children', async () => {
    expect(await paths(await without((path) => path === 'a'))).toEqual(['a-b', 'b b']);
    expect(await paths(await without((path) => path === 'a' || path === 'a-b'))).toEqual(['b b']);
    expect(await paths(await without((path) => path === 'a/c' || path === 'a-b'))).toEqual(['a', 'a/b', 'a/e', 'b b']);
    expect(await paths(await without((path) => path === 'a/e'))).not.toContain('a/e');
    expect(await paths(await without(() => true))).toEqual([]);
    expect(await paths(await without(() => false))).toEqual(await paths(await packed(...all)));
  });

  it('stores the remaining name of an excluded hard link as a file', async () => {
    const plan = await planWhole(await without((path) => path === 'a'));
    const paths: string[] = [];
    for await (const portion of plan.paths) paths.push(...portion);
    expect([paths, plan.notes.whiteouts.size]).toEqual([['a-b', 'b b'], 0]);
  });

  it('has no changes if only excluded paths have changed', async () => {
    const now = ['d 1 a', 'f 6 a-b', 'f 2 a/b', 'd 3 a/c', 'f 99 a/c/d', 'f 98 a/c/new', 'w 5 a/e', 'f 2 b b'];
    const isLeftOut = (path: string): boolean => path === 'a/c';
    const changes = await UpperChanges.between(await without(isLeftOut), await without(isLeftOut, now));
    expect((await changes?.plan(new Set()))?.empty).toBe(true);
  });
});
