import { describe, expect, it } from '@jest/globals';
import type { LayerPlan } from './layer-plan.js';
import { UpperBlock } from './upper-block.js';
import { UpperChanges } from './upper-changes.js';
import { UpperListing } from './upper-listing.js';

/** Later than the times of all entries, in milliseconds. */
const BEGUN_AT = 100_000;

/**
 * Lines of `type state path`, or `type inode:state path`; the state replaces the fields that find prints in between.
 * Entries with the same inode are hard links.
 */
function listing(...lines: string[]): Promise<UpperListing> {
  const entries = lines.map((line) => {
    const [type = '', entry = '', ...words] = line.split(' ');
    const path = words.join(' ');
    const [state = '', inode = path.replaceAll(' ', '_')] = entry.split(':').reverse();
    return { type, state, inode, path };
  });
  const blocks = entries
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ type, state, inode, path }) => {
      const names = entries.filter((other) => other.inode === inode).length;
      const entry = `${type} ${names} ${inode} 10 ${state}.0 ${state}.0 644 0 0 ${path}\0`;
      return new UpperBlock(Buffer.from(entry, 'latin1'));
    });
  return UpperListing.pack(inTurn(blocks), BEGUN_AT);
}

async function* inTurn(blocks: readonly UpperBlock[]): AsyncGenerator<UpperBlock, void, undefined> {
  for (const block of blocks) yield await Promise.resolve(block);
}

interface Delta {
  readonly paths: readonly string[];
  readonly whiteouts: readonly string[];
  readonly plan: LayerPlan;
}

/** @param opaque directories that are opaque now, among those to check */
async function changes(now: Promise<UpperListing>, before: Promise<UpperListing>, ...opaque: string[]): Promise<Delta> {
  const found = await UpperChanges.between(await before, await now);
  expect([...found!.directoriesToLookAt()]).toEqual(expect.arrayContaining(opaque));
  const plan = (await found!.plan(new Set(opaque)))!;
  const paths: string[] = [];
  for await (const portion of plan.paths) paths.push(...portion);
  const whiteouts = [...plan.notes.whiteouts].flatMap(([directory, names]) =>
    names.map((name) => `${directory}/${name}`),
  );
  return { paths, whiteouts, plan };
}

describe('UpperChanges', () => {
  it('has no entry for unchanged paths', async () => {
    const before = listing('d 1 a', 'f 1 a/b', 'w 1 a/gone', 'D 1 o', 'l 1 x y');
    const { plan } = await changes(listing('d 1 a', 'f 1 a/b', 'w 2 a/gone', 'd 1 o', 'l 1 x y'), before);
    expect(plan.empty).toBe(true);
    // The plan keeps the opaque directories of before.
    expect([...plan.opaque]).toEqual(['o']);
  });

  it('includes all parents of a changed path, and no siblings', async () => {
    const before = listing('d 1 a', 'd 1 a/b', 'f 1 a/b/c', 'f 1 a/b/d', 'f 1 z');
    const delta = await changes(listing('d 1 a', 'd 1 a/b', 'f 2 a/b/c', 'f 1 a/b/d', 'f 1 z'), before);
    expect(delta).toMatchObject({ paths: ['a', 'a/b', 'a/b/c'], whiteouts: [] });
    expect(delta.plan.bytes).toBe(10);
  });

  it('distinguishes paths with a common prefix', async () => {
    const before = listing('d 1 a', 'f 1 a-b', 'f 1 a/b', 'f 1 a.b', 'f 1 a b');
    const delta = await changes(listing('d 1 a', 'f 1 a/b', 'f 2 a.b', 'f 1 ab', 'f 1 a b'), before);
    expect(delta).toMatchObject({ paths: ['a.b', 'ab'], whiteouts: ['/a-b'] });
  });

  it('whites out the topmost path that is gone', async () => {
    const before = listing('d 1 a', 'd 1 a/b', 'd 1 a/b/c', 'f 1 a/b/c/d', 'f 1 r');
    expect(await changes(listing('d 2 a'), before)).toMatchObject({ paths: ['a'], whiteouts: ['a/b', '/r'] });
  });

  it('adds no whiteouts below a former directory', async () => {
    const before = listing('d 1 a', 'f 1 a/b', 'd 1 c', 'd 1 c/d', 'f 1 c/d/e');
    expect(await changes(listing('f 2 a', 'w 2 c'), before)).toMatchObject({ paths: ['a'], whiteouts: ['/c'] });
  });

  it('has everything in a directory that has become opaque, with one mark', async () => {
    const before = listing('d 1 a', 'f 1 a/kept', 'f 1 a/gone', 'd 1 a/o', 'f 1 b');
    const now = listing('d 2 a', 'f 1 a/kept', 'd 1 a/o', 'f 1 ab', 'f 1 b');
    const { paths, whiteouts, plan } = await changes(now, before, 'a');
    expect([paths, whiteouts]).toEqual([['a', 'a/kept', 'a/o', 'ab'], []]);
    expect(['a', 'a/o'].map(plan.notes.saysOpaque)).toEqual([true, false]);
  });

  it('marks the topmost of the directories that have become opaque', async () => {
    const { paths, plan } = await changes(
      listing('d 1 n', 'd 1 n/m', 'f 1 n/m/f', 'd 1 b'),
      listing('d 1 b'),
      ...['n', 'n/m'],
    );
    expect(paths).toEqual(['n', 'n/m', 'n/m/f']);
    expect([['n', 'n/m'].map(plan.notes.saysOpaque), [...plan.opaque]]).toEqual([
      [true, false],
      ['n', 'n/m'],
    ]);
  });

  it('does not mark a directory as opaque twice', async () => {
    const before = listing('D 1 a', 'f 1 a/kept', 'f 1 a/gone');
    const { paths, whiteouts, plan } = await changes(listing('d 2 a', 'f 1 a/kept'), before, 'a');
    expect([paths, whiteouts, plan.notes.saysOpaque('a')]).toEqual([['a'], ['a/gone'], false]);
    expect([...plan.opaque]).toEqual(['a']);
  });

  it('includes all hard links of a file', async () => {
    const before = listing('d 1:1 a', 'f 2:1 a/b', 'd 3:1 c', 'f 2:1 c/d', 'f 4:1 c/e');
    const delta = await changes(listing('d 1:2 new', 'f 2:1 new/b', 'd 3:1 c', 'f 2:1 c/d', 'f 4:1 c/e'), before);
    expect(delta).toMatchObject({ paths: ['c', 'c/d', 'new', 'new/b'], whiteouts: ['/a'] });
  });

  it('never trusts the times of a file that was mapped into memory', async () => {
    expect((await changes(listing('f 1 m'), listing('? 1 m'))).paths).toEqual(['m']);
  });

  it('is undefined if a layer would have to delete a reserved name', async () => {
    expect(await UpperChanges.between(await listing('f 1 .wh.a', 'f 1 b'), await listing('f 1 b'))).toBeUndefined();
  });

  it('treats everything as changed after the clock was set back', async () => {
    const [first, second] = [await listing('f 1 a'), await listing('f 1 a')];
    const [before, now] = [first.packed, second.packed];
    const at = (packed: typeof now, time: number): UpperListing => new UpperListing(packed, time);
    expect(await UpperChanges.between(at(before, 9_000), at(now, 8_999))).toBeUndefined();
    expect(await UpperChanges.between(at(before, 9_000), at(now, 9_000))).toBeDefined();
  });

  it.each([
    ['f', '100.0', '100.0', 102.1, false],
    ['f', '100.0', '100.0', 102, true],
    ['f', '99.5', '100.0', 101.9, true],
    ['f', '100.25', '100.25', 100.4, false],
    ['f', '100.25', '100.25', 100.3, true],
    ['f', '999.0', '100.25', 200, true],
    ['f', '5.0', '100.25', 100.3, true],
    ['f', '-5.0', '100.25', 200, false],
    ['l', '100.0', '100.0', 101, true],
    ['d', '100.0', '100.0', 101, true],
    ['c', '100.0', '100.0', 101, true],
    ['w', '100.0', '100.0', 101, false],
  ])(
    'of type %s, changed at %s and %s, listed at %d: counts as changed: %s',
    async (type, mtime, ctime, at, isRacy) => {
      const [before, now] = await Promise.all(
        [at * 1000, at * 1000].map(async (begunAt) => {
          const raw = Buffer.from(`${type} 1 1 10 ${mtime} ${ctime} 644 0 0 a\0`, 'latin1');
          return UpperListing.pack(inTurn([new UpperBlock(raw)]), begunAt);
        }),
      );
      const plan = await (await UpperChanges.between(before!, now!))!.plan(new Set());
      expect(plan!.empty).toBe(!isRacy);
    },
  );

  it('has the bytes of all files and of the changed ones', async () => {
    const now = await listing('f 1 a', 'f 2 b', 'd 1 c');
    const found = await UpperChanges.between(await listing('f 1 a', 'f 1 b'), now);
    expect([found?.wholeBytes, (await found?.plan(new Set()))?.bytes]).toEqual([20, 10]);
  });

  it('is undefined if there are too many', async () => {
    const names = Array.from({ length: 100_001 }, (_, index) => `${index}`).sort();
    const entries = names.map((name) => `f 1 1 1 1.0 1.0 644 0 0 ${name}\0`).join('');
    const now = await UpperListing.pack(inTurn([new UpperBlock(Buffer.from(entries))]), BEGUN_AT);
    expect(await UpperChanges.between(await listing('f 1 a'), now)).toBeUndefined();
    expect(await UpperChanges.between(now, await listing('f 1 a'))).toBeUndefined();
    expect(await UpperChanges.between(now, now)).toBeDefined();
  }, 30_000);
});
