import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, type NodeContainer, until } from '../sandbox/index.js';
import { machine } from './setup/machine.js';

const ROUNDS = 5;
const NAMES_STAY = { save_mode: 'engine', local_tag: 'keep' };

/** Engine commits: commit and push by the engine, even where the node allows direct commits. */
describe('save_mode engine', () => {
  const { engine, registry } = machine();
  let tidy: Cluster;
  let keeping: Cluster;
  let container: NodeContainer;

  beforeAll(async () => {
    tidy = await Cluster.start({ engine, registry, agent: NAMES_STAY });
    keeping = await Cluster.start({ engine, registry, agent: { ...NAMES_STAY, cleanup_images: false } });
    container = await engine.run({ name: 'engine-mode-notebook' });
    await container.write('/home/user/note.txt', 'kept\n');
  });

  afterAll(async () => {
    await container?.remove();
    await keeping?.stop();
    await tidy?.stop();
  });

  const order = (image: string) => ({ ip: '127.0.0.2', container: container.name, image });

  it('commits, removes the image from the node, and keeps the container running', async () => {
    const before = await engine.imageIds();
    const image = registry.image('engine-mode/tidy:v1');
    expect(await tidy.shield.client.commitSync(order(image))).toMatchObject({ success: true });
    await until('the removal of the image', 10, async () => isDeepStrictEqual(await engine.imageIds(), before));
    expect(await container.isPaused()).toBe(false);

    await engine.pull(image);
    const copy = await engine.run({ image });
    expect(await copy.read('/home/user/note.txt')).toBe('kept\n');
    await copy.remove();
    await engine.removeImage(image);
  });

  it('keeps an existing image with the same reference', async () => {
    const image = registry.image('engine-mode/mine:v1');
    const base = (await container.inspect()).Image;
    await engine.api.getImage(base).tag({ repo: registry.image('engine-mode/mine'), tag: 'v1' });
    for (const { shield } of [tidy, keeping]) {
      expect(await shield.client.commitSync(order(image))).toMatchObject({ success: true });
      expect((await engine.api.getImage(image).inspect()).Id).toBe(base);
    }
    await engine.removeImage(image);
  });

  it('keeps the name of an image that is pulled right after the commit', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const image = registry.image(`engine-mode/pulled:${round}`);
      expect(await tidy.shield.client.commitSync(order(image))).toMatchObject({ success: true });
      expect(await engine.has(image)).toBe(false);
      await engine.pull(image);
      const copy = await engine.run({ image });
      expect(await copy.read('/home/user/note.txt')).toBe('kept\n');
      await copy.remove();
      await engine.removeImage(image);
    }
  });

  it('keeps the image on the node if configured', async () => {
    const image = registry.image('engine-mode/kept:v1');
    expect(await keeping.shield.client.commitSync(order(image))).toMatchObject({ success: true });
    await until('the image to have its name', 10, () => engine.has(image));
    await engine.removeImage(image);
  });
});
