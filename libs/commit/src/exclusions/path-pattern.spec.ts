import { describe, expect, it } from '@jest/globals';
import { PathPattern } from './path-pattern.js';

describe('PathPattern', () => {
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
});
