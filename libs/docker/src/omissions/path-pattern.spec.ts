import { describe, expect, it } from '@jest/globals';
import { PathPattern } from './path-pattern.js';

function matches(pattern: string, path: string): boolean {
  return PathPattern.parse(pattern).matches(path.slice(1).split('/'));
}

describe('PathPattern', () => {
  it.each([
    ['/root/.ssh', '/root/.ssh'],
    ['/root/.ssh/', '/root/.ssh'],
    ['/home/*/.cache', '/home/alice/.cache'],
    ['/home/*', '/home/.hidden'],
    ['/data/*.ckpt', '/data/.ckpt'],
    ['/data/*-*.ckpt', '/data/a-b-c.ckpt'],
    ['/v?', '/v1'],
    ['/v?', '/vü'],
    ['/v?', '/v😀'],
    ['/**/*.log', '/x.log'],
    ['/**/*.log', '/a/b/c/x.log'],
    ['/a/**/b', '/a/b'],
    ['/a/**/b', '/a/b/c/b'],
    ['/a/**/b/**/c', '/a/b/x/b/y/c'],
    ['/a/**', '/a/b'],
    ['/a/**', '/a/b/c'],
    ['/[ab]{c,d}(e|f)!+@$^\\.x', '/[ab]{c,d}(e|f)!+@$^\\.x'],
  ])('%s means %s', (pattern, path) => expect(matches(pattern, path)).toBe(true));

  it.each([
    ['/root/.ssh', '/root/.ssh/id_rsa'],
    ['/root/.ssh', '/root/.sshx'],
    ['/root/.ssh', '/home/root/.ssh'],
    ['/home/*/.cache', '/home/a/b/.cache'],
    ['/home/*/.cache', '/home/.cache'],
    ['/v?', '/v'],
    ['/v?', '/v12'],
    ['/**/*.log', '/a/x.logs'],
    ['/a/**/b', '/a/bc'],
    ['/a/**', '/a'],
    ['/a.b', '/aXb'],
    ['/Data', '/data'],
  ])('%s does not mean %s', (pattern, path) => expect(matches(pattern, path)).toBe(false));

  it.each([
    ['', 'is empty'],
    ['root/.ssh', 'not absolute'],
    ['*.log', 'not absolute'],
    ['/', 'everything'],
    ['/*', 'everything'],
    ['/**', 'everything'],
    ['/**/?*', 'everything'],
    ['/a//b', 'empty name'],
    ['/a/../b', '".."'],
    ['/./a', '"."'],
    ['/a/..', '".."'],
    ['/a**b', '"**"'],
    ['/a\0', 'NUL'],
  ])('refuses %j', (pattern, reason) => expect(() => PathPattern.parse(pattern)).toThrow(reason));

  it('takes no longer for a name that was chosen to make it slow', () => {
    const pattern = PathPattern.parse(`/**/${'*a'.repeat(100)}*b`);
    const began = performance.now();
    expect(pattern.matches(Array.from({ length: 15 }, () => 'a'.repeat(255)))).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
