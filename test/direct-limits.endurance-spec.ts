import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync } from 'node:fs';
import { FallbackCommit, DirectCommit } from '@image-factory/commit';
import { ImageReference, RegistryClient } from '@image-factory/oci';
import type { NodeContainer } from '../sandbox/index.js';
import { CommitStage, loggingTo } from './direct/commit-stage.js';
import { pushLayeredImage } from './direct/layered-image.js';
import { Overlay } from './direct/overlay.js';
import { machine } from './setup/machine.js';

const MiB = 2 ** 20;

/** Cases in which a direct commit does not simply add one layer to the previous commit. */
describe('The limits of the direct strategy', () => {
  const { engine: node, registry } = machine();
  const stage = new CommitStage(node, registry, 'limits');
  const { direct, engines } = stage;

  beforeAll(() => stage.prepare());

  afterAll(() => stage[Symbol.asyncDispose]());

  async function layersOf(name: string): Promise<{ mediaType: string; digest: string }[]> {
    const { registry: host, repository, tag } = ImageReference.parse(stage.image(name));
    const client = new RegistryClient({ registry: host, insecure: true });
    try {
      const stored = await client.getManifest(repository, tag, new AbortController().signal);
      return (JSON.parse(stored!.body.toString()) as { layers: { mediaType: string; digest: string }[] }).layers;
    } finally {
      await client.close();
    }
  }

  async function write(container: NodeContainer, path: string, megabytes: number): Promise<void> {
    await container.shell(`dd if=/dev/urandom of=${path} bs=1M count=${megabytes} 2>/dev/null`);
  }

  it('sends a delta only if it is smaller than half of the whole', async () => {
    const container = await stage.start();
    await write(container, '/kept', 4);
    await write(container, '/changed', 3);
    await stage.commit(direct, container, 'share:1');
    await write(container, '/changed', 3);
    expect((await stage.commit(direct, container, 'share:2')).message).toContain('since the last commit');
    expect(await layersOf('share:2')).toHaveLength(3);
    await write(container, '/changed', 5);
    expect((await stage.commit(direct, container, 'share:3')).message).toContain('all changes of the container');
    expect(await layersOf('share:3')).toHaveLength(2);
    expect((await stage.pull('share:3')).get('./changed')).toContain(`${5 * MiB}`);
  });

  it('makes a full commit if the last image has 100 layers', async () => {
    const image = stage.image('grown:97');
    await pushLayeredImage(stage.base, image, 97);
    await node.pull(image);
    const container = await stage.start(image);
    // It never changes, and keeps the changes below half of the total.
    await container.write('/large', 'x'.repeat(10_000));
    const counts: number[] = [];
    for (const round of [1, 2, 3, 4, 5]) {
      await container.write(`/round-${round}`, 'here');
      await stage.commit(direct, container, 'grown-save:1');
      counts.push((await layersOf('grown-save:1')).length);
    }
    expect(counts).toEqual([98, 99, 100, 98, 99]);
  });

  describe('with a base image that has almost all layers', () => {
    const [almostFull, full] = [stage.image('almost-full:124'), stage.image('full:125')];

    beforeAll(async () => {
      for (const [image, layers] of [[almostFull, 124] as const, [full, 125] as const]) {
        await pushLayeredImage(stage.base, image, layers);
        await node.pull(image);
      }
    });

    /** Timestamps at which a container was paused since then, from the engine's events. */
    const pauses = async (container: NodeContainer, since: number): Promise<unknown[]> => {
      const filters = JSON.stringify({ container: [container.id], event: ['pause'] });
      const until = Math.ceil(Date.now() / 1000) + 1;
      const events = (await node.api.getEvents({ since, until, filters })) as AsyncIterable<Buffer>;
      const seen: Buffer[] = [];
      for await (const part of events) seen.push(part);
      return seen;
    };

    it.each(['direct', 'auto', 'engine'] as const)('adds the last layer that engines pull, in %s', async (mode) => {
      const container = await stage.start(almostFull);
      await container.write('/last', 'here');
      const strategy = { direct, engine: engines, auto: new FallbackCommit(direct, engines) }[mode];
      await stage.commit(strategy, container, `almost-full-${mode}:1`);
      expect(await layersOf(`almost-full-${mode}:1`)).toHaveLength(125);
      expect((await stage.pull(`almost-full-${mode}:1`)).has('./last')).toBe(true);
    });

    it.each(['direct', 'auto', 'engine'] as const)(
      'refuses one more than engines pull in %s, before the container is paused',
      async (mode) => {
        const container = await stage.start(full);
        await container.write('/one-too-many', 'here');
        const log: string[] = [];
        const auto = new FallbackCommit(direct, engines);
        const strategy = { direct, engine: engines, auto }[mode];
        const since = Math.floor(Date.now() / 1000);
        await expect(stage.commit(strategy, container, `full-${mode}:1`, loggingTo(log))).rejects.toMatchObject({
          code: 'too_many_layers',
        });
        expect(await pauses(container, since)).toEqual([]);
        expect(log).toEqual([]);
        expect(await registry.digest(`limits/full-${mode}`, '1')).toBeUndefined();
      },
    );
  });

  it('compresses with zstd if configured, with the same content', async () => {
    const container = await stage.start();
    await container.write('/home/note', 'kept\n');
    const zstd = new DirectCommit(stage.runtime, stage.guard, {
      stateDirectory: stage.state.path,
      compression: 'zstd',
    });
    await stage.commit(zstd, container, 'zstd:1');
    const layer = (await layersOf('zstd:1')).at(-1)!;
    expect(layer.mediaType).toBe('application/vnd.oci.image.layer.v1.tar+zstd');
    const blob = await fetch(`http://${registry.address}/v2/limits/zstd/blobs/${layer.digest}`);
    const tar = execFileSync('zstd', ['-dc'], { input: Buffer.from(await blob.arrayBuffer()) });
    expect(execFileSync('tar', ['-xO', 'home/note'], { input: tar }).toString()).toBe('kept\n');
  });

  it.each([
    ['redirect', 'redirect_dir=on', (merged: string) => renameSync(`${merged}/directory`, `${merged}/renamed`)],
    ['metacopy', 'redirect_dir=on,metacopy=on', (merged: string) => chmodSync(`${merged}/file`, 0o600)],
  ])('falls back if overlayfs uses %s', async (attribute, option, change) => {
    const container = await stage.start();
    const { Data: data } = (await container.inspect()).GraphDriver;
    const { UpperDir: upper } = data as unknown as { UpperDir: string };
    using overlay = new Overlay(option);
    change(overlay.merged);
    overlay.copyChanges(upper);
    await expect(stage.commit(direct, container, `${attribute}:1`)).rejects.toMatchObject({
      code: 'direct_unavailable',
      message: expect.stringContaining(`trusted.overlay.${attribute}`),
    });
    expect(await container.isPaused()).toBe(false);
    const auto = new FallbackCommit(direct, engines);
    expect((await stage.commit(auto, container, `${attribute}:1`)).message).toMatch(/No direct commit: .*overlayfs/);
  });
});
