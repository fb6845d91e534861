import { describe, expect, it } from '@jest/globals';
import type { LayerPlan } from './layer-plan.js';
import { UpperChanges } from './upper-changes.js';
import { UpperListing } from './upper-listing.js';

/** Lines of `type state path`, or `type inode:state path`; the state stands for all that find prints between them. */
function listing(...lines: string[]): UpperListing {
  const raw = lines.map((line) => {
    const [type, told = '', ...path] = line.split(' ');
    const [state, inode = path.join('_')] = told.split(':').reverse();
    return `${type} ${inode} 10 ${state}.0 ${state}.0 644 0 0 ${path.join(' ')}\0`;
  });
  return new UpperListing(Buffer.from(raw.join(''), 'latin1'));
}

function told(plan: LayerPlan): { paths: string[]; whiteouts: string[]; opaque: (path: string) => boolean } {
  const whiteouts = [...plan.notes.whiteouts].flatMap(([directory, names]) =>
    names.map((name) => `${directory}/${name}`),
  );
  return { paths: [...plan.paths], whiteouts, opaque: plan.notes.saysOpaque };
}

describe('UpperChanges', () => {
  it('has nothing to say of what is as it was', () => {
    const lines = ['d 1 a', 'f 1 a/b', 'w 1 a/gone', 'D 1 o', 'l 1 x y'];
    const now = listing('d 1 a', 'f 1 a/b', 'w 2 a/gone', 'd 1 o', 'l 1 x y');
    const plan = new UpperChanges(now, listing(...lines)).plan();
    expect(plan.empty).toBe(true);
    // It still knows what was opaque.
    expect([...now].map(({ type }) => type).join('')).toBe('dfwDl');
  });

  it('takes all directories of a changed path along, and nothing beside it', () => {
    const before = listing('d 1 a', 'd 1 a/b', 'f 1 a/b/c', 'f 1 a/b/d', 'f 1 z');
    const plan = new UpperChanges(listing('d 1 a', 'd 1 a/b', 'f 2 a/b/c', 'f 1 a/b/d', 'f 1 z'), before).plan();
    expect(told(plan)).toMatchObject({ paths: ['a', 'a/b', 'a/b/c'], whiteouts: [] });
    expect(plan.bytes).toBe(10);
  });

  it('whites out the topmost path that is gone', () => {
    const before = listing('d 1 a', 'd 1 a/b', 'd 1 a/b/c', 'f 1 a/b/c/d', 'f 1 r');
    const plan = new UpperChanges(listing('d 2 a'), before).plan();
    expect(told(plan)).toMatchObject({ paths: ['a'], whiteouts: ['a/b', '/r'] });
  });

  it('whites out nothing under what is no directory any more', () => {
    const before = listing('d 1 a', 'f 1 a/b', 'd 1 c', 'f 1 c/d');
    const plan = new UpperChanges(listing('f 2 a', 'w 2 c'), before).plan();
    expect(told(plan)).toMatchObject({ paths: ['a'], whiteouts: ['/c'] });
  });

  it('has everything in a directory that has become opaque, with one mark', () => {
    const before = listing('d 1 a', 'f 1 a/kept', 'f 1 a/gone', 'd 1 a/o', 'f 1 b');
    const now = listing('d 2 a', 'f 1 a/kept', 'd 1 a/o', 'f 1 ab', 'f 1 b');
    const changes = new UpperChanges(now, before);
    expect([...changes.directoriesToLookAt()]).toEqual(['a']);
    changes.tellOpaque(new Set(['a']));
    const { paths, whiteouts, opaque } = told(changes.plan());
    expect([paths, whiteouts]).toEqual([['a', 'a/kept', 'a/o', 'ab'], []]);
    expect([opaque('a'), opaque('a/o')]).toEqual([true, false]);
  });

  it('does not mark again what was opaque before', () => {
    const before = listing('D 1 a', 'f 1 a/kept', 'f 1 a/gone');
    const changes = new UpperChanges(listing('d 2 a', 'f 1 a/kept'), before);
    changes.tellOpaque(new Set(['a']));
    const { paths, whiteouts, opaque } = told(changes.plan());
    expect([paths, whiteouts, opaque('a')]).toEqual([['a'], ['a/gone'], false]);
  });

  it('takes all hard links of a file along', () => {
    const before = listing('d 1:1 a', 'f 2:1 a/b', 'd 3:1 c', 'f 2:1 c/d', 'f 4:1 c/e');
    const plan = new UpperChanges(
      listing('d 1:2 new', 'f 2:1 new/b', 'd 3:1 c', 'f 2:1 c/d', 'f 4:1 c/e'),
      before,
    ).plan();
    expect(told(plan)).toMatchObject({ paths: ['new', 'new/b', 'c', 'c/d'], whiteouts: ['/a'] });
  });

  it('never trusts the times of a file that was mapped into memory', () => {
    expect(told(new UpperChanges(listing('f 1 m'), listing('? 1 m')).plan()).paths).toEqual(['m']);
  });
});
