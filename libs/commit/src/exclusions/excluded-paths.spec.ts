import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExcludedPaths } from './excluded-paths.js';
import { PathPattern } from './path-pattern.js';

function excluded(...patterns: string[]): ExcludedPaths {
  return new ExcludedPaths(patterns.map((pattern) => PathPattern.parse(pattern)));
}

function matches(pattern: string, path: string): boolean {
  return excluded(pattern).has(Buffer.from(path.slice(1)).toString('latin1'));
}

describe('ExcludedPaths', () => {
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

  it('combines several patterns, for paths in any order', () => {
    const paths = excluded('/a/*.log', '/**/cache', '/a/**/x');
    const verdicts = ['a/b/x', 'a/1.log', 'a/b/1.log', 'a', 'cache', 'a/b/c/cache', 'b/x', 'a/x'].map((path) =>
      paths.has(path),
    );
    expect(verdicts).toEqual([true, true, false, false, true, true, false, true]);
  });

  it('agrees with an equivalent regular expression', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 4 });
    const segment = fc.oneof(
      fc.constant('**'),
      fc.string({ unit: fc.constantFrom('a', 'b', '?', '*'), minLength: 1, maxLength: 4 }),
    );
    const pattern = fc
      .array(segment, { minLength: 1, maxLength: 4 })
      .map((segments) => `/${segments.join('/')}`)
      .filter((text) => /[ab]/.test(text) && !/[^/]\*\*|\*\*[^/]/.test(text));
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(pattern, fc.array(path, { maxLength: 5 }), (text, paths) => {
        const whole = excluded(text);
        for (const one of paths) expect([one, whole.has(one)]).toEqual([one, expressionOf(text).test(one)]);
      }),
    );
  });

  it('takes bounded time for adversarial names', () => {
    const paths = excluded(...Array.from({ length: 20 }, (_, index) => `/**/${'*a'.repeat(100)}*b${index}*b`));
    const began = performance.now();
    for (let index = 0; index < 15; index++)
      expect(paths.has(`${'a'.repeat(250)}b/`.repeat(index) + 'a'.repeat(254) + 'b')).toBe(false);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

/** For short paths only: on a long path it might never finish. */
function expressionOf(pattern: string): RegExp {
  const segments = pattern.slice(1).split('/');
  const parts = segments.map((segment, index) => {
    if (segment === '**') return index === segments.length - 1 ? '.+' : '(?:[^/]+/)*';
    const name = segment.replaceAll('?', '[^/]').replaceAll('*', '[^/]*');
    return index === segments.length - 1 ? name : `${name}/`;
  });
  return new RegExp(`^${parts.join('')}$`);
}
