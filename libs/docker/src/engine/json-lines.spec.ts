import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonLines } from './json-lines.js';

async function read(...chunks: Uint8Array[]): Promise<object[]> {
  const values: object[] = [];
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  }
  for await (const value of jsonLines(stream())) values.push(value);
  return values;
}

describe('jsonLines', () => {
  it('reads the same for any split of the stream', async () => {
    const objects = fc.array(fc.record({ status: fc.string({ unit: 'binary' }), id: fc.string() }), { maxLength: 6 });
    const cuts = fc.array(fc.nat(), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(objects, fc.constantFrom('\n', '\r\n', '\n\n'), cuts, async (values, newline, places) => {
        const bytes = Buffer.from(values.map((value) => JSON.stringify(value) + newline).join(''));
        const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(await read(...chunks)).toEqual(values);
      }),
    );
  });

  it('accepts a last line without a line break', async () => {
    expect(await read(Buffer.from('{"a":1}\n{"b":2}'))).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('skips lines that are not objects', async () => {
    expect(await read(Buffer.from('garbage\n{"a":\n17\nnull\n"text"\n\xff\xfe\n{"a":1}\n'))).toEqual([{ a: 1 }]);
  });

  it('skips a line that is too long, and continues', async () => {
    const part = Buffer.alloc(300 * 1024, 'x');
    expect(await read(Buffer.from('{"a":"'), part, part, part, part, Buffer.from('"}\n{"b":2}\n'))).toEqual([{ b: 2 }]);
  });
});
