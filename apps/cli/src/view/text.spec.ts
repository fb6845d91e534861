import { describe, expect, it } from '@jest/globals';
import { age, type Column, cut, displayWidth, padded, sheet, table } from './text.js';

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

describe('table', () => {
  const columns: readonly Column<{ name: string; size?: number }>[] = [
    ['NAME', ({ name }) => name],
    ['SIZE', ({ size }) => size],
  ];

  it('aligns its columns and leaves no empty cell', () => {
    expect(table(columns, [{ name: 'a-long-name', size: 1 }, { name: 'b' }])).toBe(
      ['NAME         SIZE', 'a-long-name  1', 'b            -'].join('\n'),
    );
  });

  it('aligns by display width, not by the number of characters', () => {
    const rows = [
      { name: '王小明', size: 1 },
      { name: 'Jose\u0301', size: 2 },
      { name: '🙂', size: 3 },
      { name: 'bob', size: 4 },
    ];
    expect(table(columns, rows).split('\n')).toEqual([
      'NAME    SIZE',
      '王小明  1',
      'Jose\u0301    2',
      '🙂      3',
      'bob     4',
    ]);
  });

  it('has only its headings without rows', () => expect(table(columns, [])).toBe('NAME  SIZE'));

  it('shows control characters as spaces', () => {
    expect(table(columns, [{ name: 'a\u001b]0;title\u0007\nb\u202ec' }])).toBe(
      'NAME            SIZE\na ]0;title b c  -',
    );
  });
});

describe('sheet', () => {
  it('omits absent values', () => {
    expect(
      sheet([
        ['id', '1'],
        ['author', ''],
        ['digest', undefined],
        ['attempt', 0],
      ]),
    ).toBe('id       1\nattempt  0');
  });
});
