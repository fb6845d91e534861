import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readChanges } from './change-list.js';

const read = (text: string) => readChanges(Readable.from([Buffer.from(text)]));

describe('readChanges', () => {
  it('reads the changes that the engine lists, and an empty list', async () => {
    const list = JSON.stringify([0, 1, 2].map((Kind) => ({ Path: `/},{"${Kind}`, Kind })));
    expect(await read(list)).toEqual({
      changes: [
        { path: '/},{"0', kind: 'modified' },
        { path: '/},{"1', kind: 'added' },
        { path: '/},{"2', kind: 'deleted' },
      ],
      isComplete: true,
    });
    expect(await read('null\n')).toEqual({ changes: [], isComplete: true });
  });

  it('stops reading a list that is too long, and returns the beginning', async () => {
    const change = Buffer.from(`${JSON.stringify({ Path: `/},{"${'x'.repeat(90)}`, Kind: 1 })},`);
    let sent = 0;
    function* endless(): Generator<Buffer, void, undefined> {
      yield Buffer.from('[');
      for (; ; sent++) yield Buffer.concat(Array.from({ length: 1000 }, () => change));
    }
    const { changes, isComplete } = await readChanges(Readable.from(endless()));
    expect([isComplete, sent * 1000 * change.length < 40 * 2 ** 20]).toEqual([false, true]);
    expect(changes.length).toBeGreaterThan(200_000);
    expect(changes.at(-1)).toEqual({ path: `/},{"${'x'.repeat(90)}`, kind: 'added' });
  });
});
