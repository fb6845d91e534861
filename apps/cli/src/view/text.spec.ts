import { describe, expect, it } from '@jest/globals';
import { age, cut, displayWidth, padded } from './text.js';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['alice', 5],
    ['王小明', 6],
    ['ｱﾘｽ', 3],
    ['ＡＢ', 4],
    ['한글', 4],
    ['e\u0301te\u0301', 3],
    ['🙂', 2],
  ])('of %s', (text, columns) => expect(displayWidth(text)).toBe(columns));
});

describe('padded', () => {
  it.each([
    ['王', 4, '王  '],
    ['e\u0301', 2, 'e\u0301 '],
    ['too long', 3, 'too long'],
  ])('%s to %i', (text, columns, expected) => expect(padded(text, columns)).toBe(expected));
});

describe('cut', () => {
  it.each([
    ['alice', 3, 'ali'],
    ['王小明', 5, '王小'],
    ['e\u0301a', 1, 'e\u0301'],
    ['王', 2, '王'],
  ])('%s to %i', (text, columns, expected) => expect(cut(text, columns)).toBe(expected));
});

describe('age', () => {
  it('is the time since a moment', () => {
    expect(age('2026-11-24T12:00:00.000Z', Date.parse('2026-11-24T12:01:30.000Z'))).toBe('1 min 30 s ago');
  });
});
