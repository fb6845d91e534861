import { describe, expect, it } from '@jest/globals';
import { type Column, sheet, table } from './table.js';

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

  it('aligns by what a terminal shows, not by letters', () => {
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

  it('has only its headings where there are no rows', () => expect(table(columns, [])).toBe('NAME  SIZE'));

  it('shows control characters as spaces', () => {
    expect(table(columns, [{ name: 'a\u001b]0;title\u0007\nb\u202ec' }])).toBe(
      'NAME            SIZE\na ]0;title b c  -',
    );
  });
});

describe('sheet', () => {
  it('leaves out what is absent', () => {
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
