import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { UpperBlock, withoutSorted } from './upper-block.js';

const entry = (path: string): string => `f 1 2 3 4.5 4.5 644 0 0 ${path}\0`;
const block = (...paths: string[]): UpperBlock => new UpperBlock(Buffer.from(paths.map(entry).join('')));

async function pathsWithout(paths: readonly string[], ...blocks: UpperBlock[]): Promise<string[]> {
  const left: string[] = [];
  const listing = Readable.from(blocks) as AsyncIterable<UpperBlock>;
  for await (const each of withoutSorted(listing, paths)) left.push(...[...each].map(({ path }) => path));
  return left;
}

describe('withoutSorted', () => {
  const blocks = [block('a', 'a/b', 'c'), block('d'), block('e', 'e/f', 'z')];

  it.each([
    [[], ['a', 'a/b', 'c', 'd', 'e', 'e/f', 'z']],
    [['a'], ['a/b', 'c', 'd', 'e', 'e/f', 'z']],
    [
      ['c', 'd', 'e'],
      ['a', 'a/b', 'e/f', 'z'],
    ],
    [
      ['a/b', 'b', 'cc', 'e/f', 'zz'],
      ['a', 'c', 'd', 'e', 'z'],
    ],
    [['z'], ['a', 'a/b', 'c', 'd', 'e', 'e/f']],
  ])('without %j leaves %j', async (paths, left) => {
    expect(await pathsWithout(paths, ...blocks)).toEqual(left);
  });

  it('has the last entry of a block', () => {
    expect([block('a').last.path, block('a', 'b').last.path]).toEqual(['a', 'b']);
  });
});
