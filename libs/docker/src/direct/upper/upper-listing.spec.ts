import { describe, expect, it } from '@jest/globals';
import { planWhole } from './layer-plan.js';
import { UpperChanges } from './upper-changes.js';
import { UpperListing } from './upper-listing.js';

/** Entries of `type inode path`. */
function listing(...lines: string[]): UpperListing {
  const raw = lines.map((line) => {
    const [type, inode, ...path] = line.split(' ');
    return `${type} ${inode} 10 1.0 1.0 644 0 0 ${path.join(' ')}\0`;
  });
  return new UpperListing(Buffer.from(raw.join(''), 'latin1'));
}

const paths = (of: UpperListing) => [...of].map(({ path }) => path);

describe('a listing without some paths', () => {
  const all = listing('d 1 a', 'f 2 a/b', 'd 3 a/c', 'f 4 a/c/d', 'w 5 a/e', 'f 6 ab', 'f 2 b b');

  it('has neither them nor what is below them', () => {
    expect(paths(all.without((path) => path === 'a'))).toEqual(['ab', 'b b']);
    expect(paths(all.without((path) => path === 'a/c' || path === 'ab'))).toEqual(['a', 'a/b', 'a/e', 'b b']);
    expect(paths(all.without((path) => path === 'a/e'))).not.toContain('a/e');
    expect([...all.without(() => true)]).toEqual([]);
  });

  it('is the same where there are none, and leaves the other one as it was', () => {
    const before = Buffer.from(all.raw);
    expect(all.without(() => false).raw.equals(before)).toBe(true);
    all.without((path) => path === 'a').retype([...all][0]!, 'D');
    all.retype([...all][0]!, 'd');
    expect(all.raw.equals(before)).toBe(true);
  });

  it('makes a layer with the other name of a file as a file of its own', () => {
    const plan = planWhole(
      all.without((path) => path === 'a'),
      () => undefined,
    );
    expect([[...plan.paths], plan.notes.whiteouts.size]).toEqual([['ab', 'b b'], 0]);
  });

  it('has no changes where only what is left out has changed', () => {
    const now = listing('d 1 a', 'f 2 a/b', 'd 3 a/c', 'f 99 a/c/d', 'f 98 a/c/new', 'w 5 a/e', 'f 6 ab', 'f 2 b b');
    const isLeftOut = (path: string): boolean => path === 'a/c';
    expect(new UpperChanges(now.without(isLeftOut), all.without(isLeftOut)).plan().empty).toBe(true);
  });
});
