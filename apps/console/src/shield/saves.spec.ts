import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Commit } from '@image-factory/client';
import { forgetSaves, mergeCommits, lastEnded, saves, underWay } from './saves.js';

function save(fields: Partial<Commit>): Commit {
  return { id: 'a', state: 'committing', changed_at: '2026-11-24T12:00:00.000Z', ...fields } as Commit;
}

const ENDED = save({ state: 'succeeded', ended_at: '2026-11-24T12:00:00.000Z' });

describe('what is heard of saves', () => {
  beforeEach(() => {
    forgetSaves();
    lastEnded.value = undefined;
  });

  it('is kept as it is told last, and an end is news', () => {
    mergeCommits(save({}), save({ id: 'b' }));
    expect(underWay.value.map(({ id }) => id)).toEqual(['b', 'a']);
    mergeCommits(ENDED);
    expect(underWay.value.map(({ id }) => id)).toEqual(['b']);
    expect(lastEnded.value).toBe(ENDED);
  });

  it.each([
    ['of an earlier change', save({ changed_at: '2026-11-24T11:00:00.000Z' })],
    ['of what was before the end', save({})],
  ])('is not told back by an answer %s', (_what, late) => {
    mergeCommits(ENDED);
    mergeCommits(late);
    expect(saves.value.get('a')).toBe(ENDED);
  });

  it('is no news when it had ended before', () => {
    mergeCommits(ENDED);
    expect(lastEnded.value).toBeUndefined();
  });

  it('is forgotten when there is too much of it, what runs never', () => {
    const many = Array.from({ length: 2_500 }, (_, n) => ({ ...ENDED, id: `x${String(n).padStart(4, '0')}` }));
    mergeCommits(save({}), ...many);
    expect(saves.value.size).toBe(1_001);
    expect([saves.value.has('a'), saves.value.has('x2499'), saves.value.has('x1499')]).toEqual([true, true, false]);
  });
});
