import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KnownLayers, type Layer } from './known-layers.js';

const digest = (index: number) => `sha256:${index.toString(16).padStart(64, '0')}`;
const layer = (index: number): Layer => ({
  diffId: digest(index),
  blob: { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digest(1e6 + index), size: index },
});

describe('KnownLayers', () => {
  let folder: string;

  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'known-layers-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('remembers layers by registry, and the repository that has them', async () => {
    await new KnownLayers(folder).learn('a.example', 'alice/notebook', [layer(1)]);
    const known = new KnownLayers(folder);
    expect(await known.find('a.example', digest(1))).toEqual({ ...layer(1).blob, repository: 'alice/notebook' });
    expect(await known.find('b.example', digest(1))).toBeUndefined();
  });

  it('remembers the layer that replaces one, beside the others', async () => {
    const known = new KnownLayers(folder);
    await known.learn('a.example', 'alice/notebook', [layer(1)]);
    await known.learnSubstitute(digest(7), digest(1));
    const again = new KnownLayers(folder);
    expect(await again.substituteOf(digest(7))).toBe(digest(1));
    expect(await again.substituteOf(digest(8))).toBeUndefined();
    expect(await again.find('a.example', digest(1))).toBeDefined();
  });

  it('forgets the oldest of more than 4,000 layers', async () => {
    const known = new KnownLayers(folder);
    await known.learn(
      'a.example',
      'alice/notebook',
      Array.from({ length: 4000 }, (_, index) => layer(index)),
    );
    await known.learn('a.example', 'alice/notebook', [layer(0), layer(4000)]);
    const found = await Promise.all([0, 1, 4000].map((index) => known.find('a.example', digest(index))));
    expect(found.map((each) => each !== undefined)).toEqual([true, false, true]);
  });

  it.each([
    ['damaged', '{"version":2,"layers":[['],
    ['of version 1, which trusted the claims of registries', '{"version":1,"layers":[]}'],
  ])('starts without records if its file is %s', async (_, content) => {
    writeFileSync(join(folder, 'layers.json'), content);
    const known = new KnownLayers(folder);
    expect(await known.find('a.example', digest(1))).toBeUndefined();
    await known.learn('a.example', 'alice/notebook', [layer(1)]);
    expect(JSON.parse(readFileSync(join(folder, 'layers.json'), 'utf8'))).toMatchObject({ version: 2 });
  });
});
