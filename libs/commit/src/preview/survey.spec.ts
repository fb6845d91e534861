import { describe, expect, it } from '@jest/globals';
import { LargestFiles, surveyChanges } from './survey.js';

describe('LargestFiles', () => {
  it('keeps the twenty largest files, largest first, and reads no other path then', () => {
    const files = new LargestFiles();
    let asked = 0;
    const add = (size: number): void => files.add(size, () => `/${(asked++, size)}`);
    for (let size = 100; size > 0; size--) add(size);
    expect(asked).toBe(20);
    for (const size of [500, 81, 82, 3]) add(size);
    const sizes = files.list().map(({ size }) => size);
    expect(sizes).toEqual([500, ...Array.from({ length: 18 }, (_, index) => 100 - index), 82]);
    expect(files.list()[0]).toEqual({ path: '/500', size: 500 });
  });
});

describe('surveyChanges', () => {
  it('counts paths without children as files, and deletions separately', () => {
    const changes = [
      { path: '/root', kind: 'modified' },
      { path: '/root/.ssh', kind: 'added' },
      { path: '/root/.ssh/id_rsa', kind: 'added' },
      { path: '/root/old', kind: 'deleted' },
      { path: '/note.txt', kind: 'added' },
      { path: '/.wh.root', kind: 'added' },
    ] as const;
    expect(surveyChanges({ changes, isComplete: false }, 4711)).toEqual({
      ...{ bytes: 4711, files: 3, deletions: 1, largest: undefined, isComplete: false },
      unsupported: [{ path: '/.wh.root', kind: 'reserved_name' }],
      secrets: { paths: [{ path: '/root/.ssh/', kind: 'credentials' }], total: 1 },
    });
  });
});
