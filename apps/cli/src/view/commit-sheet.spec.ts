import { describe, expect, it } from '@jest/globals';
import { aCommit } from '../testing/a-commit.js';
import { commitSheet } from './commit-sheet.js';

describe('commitSheet', () => {
  it.each([
    ['head', 'HEAD'],
    ['get', 'GET'],
    ['push', "the registry's answer to the push"],
  ] as const)('shows that a digest was verified by %s', (verified_by, text) => {
    const sheet = commitSheet(aCommit({ state: 'succeeded', digest: 'sha256:00', verified_by }));
    expect(sheet).toMatch(new RegExp(`^verified by +${text}$`, 'm'));
  });

  it('omits an unknown verification', () => {
    expect(commitSheet(aCommit({ state: 'succeeded', digest: 'sha256:00' }))).not.toContain('verified by');
  });
});
