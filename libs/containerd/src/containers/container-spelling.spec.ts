import { describe, expect, it } from '@jest/globals';
import { readSpelling } from './container-spelling.js';

const ID = '0123456789abcdef'.repeat(4);

describe('readSpelling', () => {
  it.each([
    [`containerd://${ID}`, { id: ID, isPrefix: false }],
    [ID, { id: ID, isPrefix: false }],
    [ID.slice(0, 12), { id: ID.slice(0, 12), isPrefix: true }],
    [ID.slice(0, 11), { id: ID.slice(0, 11), isPrefix: false }],
    ['redis', { id: 'redis', isPrefix: false }],
    ['/redis', { id: 'redis', isPrefix: false }],
    ['pod:default/web', { namespace: 'default', pod: 'web', container: undefined }],
    ['pod:default/web/app', { namespace: 'default', pod: 'web', container: 'app' }],
    ['default/web/app', { namespace: 'default', pod: 'web', container: 'app' }],
    ['/default/web/app', { namespace: 'default', pod: 'web', container: 'app' }],
  ])('reads %s', (text, spelling) => {
    expect(readSpelling(text)).toEqual(spelling);
  });

  it.each(['', 'a b', 'docker://abc', 'pod:', 'pod:web', 'pod:a/b/c/d', 'pod:A/b', 'pod:a/b/', 'a//b', 'a/b', 'a/"b'])(
    'refuses %j',
    (text) => {
      expect(() => readSpelling(text)).toThrow(expect.objectContaining({ code: 'invalid_container' }));
    },
  );
});
