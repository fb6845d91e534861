import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Commit } from '@image-factory/client';
import { forgetCommits, mergeCommits, lastEnded, commits, underWay } from './commits.js';

function commit(fields: Partial<Commit>): Commit {
  return { id: 'a', state: 'committing', changed_at: '2026-11-24T12:00:00.000Z', ...fields } as Commit;
}

const ENDED = commit({ state: 'succeeded', ended_at: '2026-11-24T12:00:00.000Z' });

describe('the known commits', () => {
  beforeEach(() => {
    forgetCommits();
    lastEnded.value = undefined;
  });

  it('keep the latest state of each, and announce an end', () => {
    mergeCommits(commit({}), commit({ id: 'b' }));
    expect(underWay.value.map(({ id }) => id)).toEqual(['b', 'a']);
    mergeCommits(ENDED);
    expect(underWay.value.map(({ id }) => id)).toEqual(['b']);
    expect(lastEnded.value).toBe(ENDED);
  });

  it.each([
    ['an earlier change', commit({ changed_at: '2026-11-24T11:00:00.000Z' })],
    ['a state before the end', commit({})],
  ])('are not overwritten by an answer with %s', (_case, late) => {
    mergeCommits(ENDED);
    mergeCommits(late);
    expect(commits.value.get('a')).toBe(ENDED);
  });

  it('announce no end that is older than the page', () => {
    mergeCommits(ENDED);
    expect(lastEnded.value).toBeUndefined();
  });

  it('evict ended commits beyond the limit, and never running ones', () => {
    const many = Array.from({ length: 2_500 }, (_, n) => ({ ...ENDED, id: `x${String(n).padStart(4, '0')}` }));
    mergeCommits(commit({}), ...many);
    expect(commits.value.size).toBe(1_001);
    expect([commits.value.has('a'), commits.value.has('x2499'), commits.value.has('x1499')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
