import { describe, expect, it } from '@jest/globals';
import { integer, json, optional, type RecordOf, type RowOf, Table, text } from './table.js';

const NOTES = new Table({
  id: text(),
  size: integer(),
  tags: json<readonly string[]>(),
  author: optional(text()),
  readAt: optional(integer()),
  place: optional(json<{ readonly x: number }>()),
});

const FULL: RecordOf<typeof NOTES> = { id: 'a', size: 0, tags: [], author: '', readAt: 0, place: { x: 1 } };
const ROW: RowOf<typeof NOTES> = { id: 'a', size: 0, tags: '[]', author: '', readAt: 0, place: '{"x":1}' };
const BARE: RecordOf<typeof NOTES> = { id: 'a', size: 1, tags: ['b', 'c'] };

describe('Table', () => {
  it('writes every column of a record, including empty values', () => {
    expect(NOTES.row(FULL)).toEqual(ROW);
    expect(NOTES.record({ ...ROW })).toEqual(FULL);
  });

  it('writes null for a value that a record lacks, and reads it as absent', () => {
    const row = NOTES.row(BARE);
    expect(row).toEqual({ id: 'a', size: 1, tags: '["b","c"]', author: null, readAt: null, place: null });
    expect(NOTES.record({ ...row })).toEqual(BARE);
  });

  it('reads some of the columns', () => {
    const some = NOTES.only('author', 'tags');
    expect(some.names).toEqual(['author', 'tags']);
    expect(some.record({ author: null, tags: '["b"]' })).toEqual({ author: undefined, tags: ['b'] });
  });

  it('writes text that both databases can store', () => {
    expect(NOTES.row({ ...FULL, id: 'a\0b', tags: ['a\0b'] })).toMatchObject({ id: 'a\uFFFDb', tags: '["a\\u0000b"]' });
  });
});
