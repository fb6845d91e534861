import { describe, expect, it } from '@jest/globals';
import { surveyChanges } from './survey-changes.js';

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
