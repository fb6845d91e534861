import { describe, expect, it } from '@jest/globals';
import type { PushProgress } from '@image-factory/runtime';
import { readPushStream } from './push-stream.js';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const AUX = { progressDetail: {}, aux: { Tag: 'v1', Digest: DIGEST, Size: 528 } };

function push(...lines: unknown[]): { result: Promise<{ digest: string }>; totals: PushProgress[] } {
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (const line of lines) {
      if (line instanceof Error) throw line;
      yield await Promise.resolve(Buffer.from(`${JSON.stringify(line)}\r\n`));
    }
  }
  const totals: PushProgress[] = [];
  const credentials = { username: 'alice', password: 'sesame' };
  return { result: readPushStream(stream(), credentials, (progress) => totals.push(progress)), totals };
}

const layer = (id: string, status: string, progressDetail: unknown = {}): unknown => ({ id, status, progressDetail });

describe('readPushStream', () => {
  it.each([
    ['aux', AUX],
    ['an older engine', { status: `v1: digest: ${DIGEST} size: 528` }],
  ])('finds the digest of %s', async (_, line) => {
    await expect(push({ status: 'The push refers to repository [a/b]' }, line).result).resolves.toEqual({
      digest: DIGEST,
    });
  });

  it.each([
    ['nothing', []],
    ['no digest', [layer('a', 'Pushed')]],
    ['a digest that is none', [{ aux: { Digest: 'sha256:0' } }, { status: 'digest: sha256:0 size: 1' }]],
    ['odd types', [{ aux: 7 }, { aux: null }, { status: {} }, { id: 1, status: 2 }]],
  ])('demands the digest: %s', async (_, lines) => {
    await expect(push(...lines).result).rejects.toMatchObject({
      code: 'engine_failed',
      message: 'The engine ended the push without naming the digest of the manifest.',
    });
  });

  it.each([
    ['both', { errorDetail: { message: 'denied: no' }, error: 'denied: no' }],
    ['the detail alone', { errorDetail: { code: 1, message: 'denied: no' } }],
    ['the text alone', { error: 'denied: no' }],
  ])('sees an error: %s', async (_, line) => {
    await expect(push(line, AUX).result).rejects.toMatchObject({
      code: 'registry_denied',
      message: 'The push failed: denied: no.',
    });
  });

  it('sees an error after the digest, and one without words', async () => {
    await expect(push(AUX, { error: 'denied: no' }).result).rejects.toMatchObject({ code: 'registry_denied' });
    await expect(push(AUX, { errorDetail: {} }).result).rejects.toMatchObject({ code: 'engine_failed' });
  });

  it('redacts the password in messages of the engine', async () => {
    await expect(push({ error: 'EOF at sesame' }).result).rejects.toThrow('The push failed: EOF at ***.');
  });

  it('rethrows an error of the stream', async () => {
    await expect(push(AUX, new Error('aborted')).result).rejects.toThrow('aborted');
  });

  it('adds up the layers', async () => {
    const { result, totals } = push(
      layer('a', 'Preparing'),
      layer('b', 'Preparing'),
      layer('a', 'Layer already exists'),
      layer('b', 'Pushing', { current: 512, total: 1000 }),
      layer('b', 'Pushing', { current: 1536 }),
      layer('b', 'Pushing', { current: 1536, total: 1000 }),
      layer('b', 'Pushed'),
      AUX,
    );
    await result;
    expect(totals).toEqual([
      { layers: 1, layersDone: 0, bytes: 0, totalBytes: 0 },
      { layers: 2, layersDone: 0, bytes: 0, totalBytes: 0 },
      { layers: 2, layersDone: 1, bytes: 0, totalBytes: 0 },
      { layers: 2, layersDone: 1, bytes: 512, totalBytes: 1000 },
      { layers: 2, layersDone: 1, bytes: 1536, totalBytes: 1536 },
      { layers: 2, layersDone: 1, bytes: 1000, totalBytes: 1000 },
      { layers: 2, layersDone: 2, bytes: 1000, totalBytes: 1000 },
    ]);
  });

  it('resets the progress of a layer that the engine retries', async () => {
    const { result, totals } = push(
      layer('a', 'Pushing', { current: 700, total: 1000 }),
      layer('a', 'Retrying in 5 seconds'),
      layer('a', 'Pushing', { current: 10, total: 1000 }),
      AUX,
    );
    await result;
    expect(totals.map(({ bytes }) => bytes)).toEqual([700, 0, 10]);
  });
});
