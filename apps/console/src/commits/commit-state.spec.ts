import { describe, expect, it } from '@jest/globals';
import type { Commit } from '@image-factory/client';
import { verificationOf } from './commit-state.js';

describe('verificationOf', () => {
  it.each([
    ['head', 'verified by HEAD of the manifest'],
    ['get', 'verified by GET of the manifest'],
    ['push', 'verified by the registry’s answer to the push'],
    [undefined, undefined],
  ] as const)('%s', (verified_by, text) => {
    expect(verificationOf({ verified_by } as Commit)).toBe(text);
  });
});
