import { describe, expect, it } from '@jest/globals';
import { unsupportedKind, unsupportedPath } from '@image-factory/oci';
import { supportedOnly } from './unsupported-entries.js';
import { UpperBlock } from './upper-block.js';

async function* blockOf(...paths: string[]): AsyncGenerator<UpperBlock> {
  const raw = paths.map((path) => `f 1 1 1 1.0 1.0 644 0 0 ${path}\0`).join('');
  yield await Promise.resolve(new UpperBlock(Buffer.from(raw, 'latin1')));
}

async function refusalOf(limit: number | undefined, ...paths: string[]): Promise<unknown> {
  try {
    for await (const block of supportedOnly(blockOf(...paths), limit)) expect([...block]).toHaveLength(paths.length);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('paths that no image can hold', () => {
  it.each(['.wh.', '.wh.ls', 'bin/.wh.ls', 'a/.wh..wh..opq', '.wh..wh.plnk', 'a.wh.b/.wh.c'])(
    'are: %s',
    async (path) => {
      expect(unsupportedKind(path)).toBe('reserved_name');
      const refusal = await refusalOf(undefined, 'a', path, 'z');
      expect(refusal).toMatchObject({ code: 'unsupported_path', retryable: false });
      expect((refusal as Error).message).toContain(`/${path}`);
    },
  );

  it.each(['wh.', '.wh', '.whx', '.wh/ls', 'a.wh.b', 'x.wh.', '.WH.ls', '.wh.d/file'])('are not: %s', (path) => {
    expect(unsupportedKind(path)).toBeUndefined();
  });

  it.each([
    [4000, undefined],
    [4001, 'unsupported_path'],
    [9000, 'unsupported_path'],
  ])('with %i bytes: %s', async (length, code) => {
    const path = 'd/'.repeat(length).slice(0, length - 1) + 'f';
    for (const paths of [[path], ['a', path], [path, 'z'], ['b'.repeat(3990), path, 'c'.repeat(3990)]]) {
      const refusal = await refusalOf(undefined, ...paths);
      expect((refusal as { code?: string } | undefined)?.code).toBe(code);
      if (refusal) expect((refusal as Error).message).toContain(`${length} bytes`);
    }
  });

  it('are named as people write them, long ones shortened', () => {
    expect(unsupportedPath('\xc3\xa4/.wh.x', 'reserved_name').message).toContain(' /ä/.wh.x:');
    expect(unsupportedPath('d/'.repeat(5000), 'path_too_long').message.length).toBeLessThan(500);
  });
});
