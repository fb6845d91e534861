import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FallbackCommit, DirectCommit, type CommitStrategy } from '@image-factory/commit';
import { type Descriptor } from '@image-factory/oci';
import { Folder, importBaseImage, type NodeContainer } from '../sandbox/index.js';
import { CommitStage, loggingTo } from './direct/commit-stage.js';
import { differences, readFileSystem } from './direct/file-system.js';
import { HandMadeImage, savedImage, TYPES } from './direct/hand-made-image.js';
import { machine } from './setup/machine.js';

jest.setTimeout(300_000);

/** Images that others have pushed must neither leak into a user's images nor prevent a commit. */
describe('Foreign images in the registry', () => {
  const { engine: node, registry } = machine();
  const stage = new CommitStage(node, registry, 'foreign');
  let container: NodeContainer;
  let state: Folder;
  let direct: DirectCommit;

  beforeAll(async () => {
    await stage.prepare();
    container = await stage.start();
    await container.write('/mine', 'here');
  });

  afterAll(() => stage[Symbol.asyncDispose]());

  beforeEach(() => {
    state?.remove();
    state = new Folder('f');
    direct = new DirectCommit(stage.runtime, stage.guard, { stateDirectory: state.path });
  });

  afterAll(() => state?.remove());

  /** Commits, pulls, and compares the image with the container. */
  async function expectWhole(strategy: CommitStrategy, name: string, committed = container): Promise<void> {
    await node.removeImage(stage.image(name));
    await stage.commit(strategy, committed, name);
    const expected = await readFileSystem(await stage.rootOf(committed));
    expect(differences(expected, await stage.pull(name))).toEqual([]);
  }

  async function expectNothingForged(name: string, forged: Descriptor): Promise<void> {
    await expectWhole(direct, name);
    // Another user and repository on the same node; then again with cached layers.
    await expectWhole(direct, 'alice:1');
    expect(readFileSync(state.at('layers.json'), 'utf8')).not.toContain(forged.digest);
    direct = new DirectCommit(stage.runtime, stage.guard, { stateDirectory: state.path });
    await expectWhole(direct, 'bob:1');
  }

  it('offer no layers if a configuration claims the base for another layer', async () => {
    const forged = await HandMadeImage.push(stage.image('mallory:1'), async (image) => {
      const { config } = await image.read(stage.base);
      const changed = { ...(JSON.parse(config.toString()) as object), author: 'mallory' };
      const layer = await image.otherLayer();
      await image.image(await image.blob(JSON.stringify(changed), TYPES.config), [layer]);
      return layer;
    });
    await expectNothingForged('mallory:1', forged);
  });

  it('offer no layers with the configuration of the base either', async () => {
    const forged = await HandMadeImage.push(stage.image('mallory:2'), async (image) => {
      const layer = await image.otherLayer();
      await image.image(await image.blob((await image.read(stage.base)).config, TYPES.config), [layer]);
      return layer;
    });
    await expectNothingForged('mallory:2', forged);
  });

  it.each(['an image', 'a list of images'] as const)(
    'do not lend them where the engine has taken %s for the base, since it had the configuration',
    async (kind) => {
      const name = kind === 'an image' ? 'mallory-pulled:1' : 'mallory-listed:1';
      const forged = await HandMadeImage.push(stage.image(name), async (image) => {
        const { config, layers } = await image.read(stage.base);
        const layer = await image.otherLayer();
        const described = await image.blob(config, TYPES.config);
        const digest = await image.image(described, [layer]);
        if (kind === 'an image') return layer;
        for (const each of layers) await image.mount(each, stage.base);
        const { architecture } = JSON.parse(config.toString()) as { architecture: string };
        const other = architecture === 'arm64' ? 'amd64' : 'arm64';
        const genuine = { schemaVersion: 2, mediaType: TYPES.manifest, config: described, layers };
        const manifests = [
          { digest, size: Buffer.byteLength(JSON.stringify({ ...genuine, layers: [layer] })), architecture: other },
          {
            digest: await image.manifest(genuine, TYPES.manifest, 'genuine'),
            size: Buffer.byteLength(JSON.stringify(genuine)),
            architecture,
          },
        ].map(({ architecture, ...each }) => ({
          mediaType: TYPES.manifest,
          ...each,
          platform: { architecture, os: 'linux' },
        }));
        await image.manifest({ schemaVersion: 2, mediaType: TYPES.list, manifests }, TYPES.list);
        return layer;
      });
      await node.pull(stage.image(name));
      const base = await node.api.getImage(stage.base).inspect();
      expect(base.RepoDigests.join()).toContain(stage.image(name).replace(/:1$/, '@'));
      await expectNothingForged('victim:1', forged);
      await node.removeImage(stage.image(name));
    },
  );

  it.each([
    ['size', (layer: Descriptor): Descriptor => ({ ...layer, size: layer.size - 1 })],
    ['media type', (layer: Descriptor): Descriptor => ({ ...layer, mediaType: TYPES.layer.replace('.gzip', '') })],
  ])('offer no layers with a wrong %s', async (_, lie) => {
    const genuine = await HandMadeImage.push(stage.image('liar:1'), async (image) => {
      const { config, layers } = await image.read(stage.base);
      for (const layer of layers) await image.mount(layer, stage.base);
      await image.image(await image.blob(config, TYPES.config), layers.map(lie));
      return layers;
    });
    await expectWhole(direct, 'liar:1');
    const saved = await HandMadeImage.push(stage.image('liar:1'), (image) => image.read(stage.image('liar:1')));
    expect(saved.layers.slice(0, genuine.length)).toEqual(genuine);
  });

  it('were trusted by an earlier version, whose records are ignored', async () => {
    const { diffIds, forged } = await HandMadeImage.push(stage.image('remembered:1'), async (image) => {
      const config = JSON.parse((await image.read(stage.base)).config.toString()) as {
        rootfs: { diff_ids: string[] };
      };
      return { diffIds: config.rootfs.diff_ids, forged: await image.otherLayer() };
    });
    const known = { ...forged, repository: 'foreign/remembered' };
    state.write('layers.json', JSON.stringify(diffIds.map((diffId) => [`${registry.address} ${diffId}`, known])));
    await expectNothingForged('remembered:1', forged);
  });

  describe('of a base image that the engine has never pushed', () => {
    const local = 'foreign-local:1';
    let content: { layer: Buffer; config: Buffer };
    let saved: NodeContainer;

    beforeAll(async () => {
      await importBaseImage(node.api, { reference: local, fill: (tree) => tree.file('/local', `${Math.random()}`) });
      content = await savedImage(node, local);
      saved = await stage.start(local);
      await saved.write('/mine', 'here');
    });

    afterAll(async () => {
      await stage.remove(saved);
      await node.removeImage(local);
    });

    it.each([
      ['gzip', TYPES.layer, (tar: Buffer) => gzipSync(tar)],
      [
        'gzip in two members',
        TYPES.layer,
        (tar: Buffer) => Buffer.concat([tar.subarray(0, 99), tar.subarray(99)].map((part) => gzipSync(part))),
      ],
      [
        'zstd',
        'application/vnd.oci.image.layer.v1.tar+zstd',
        (tar: Buffer) => execFileSync('zstd', ['-c'], { input: tar, maxBuffer: 2 ** 28 }),
      ],
      ['nothing', TYPES.layer.replace('.gzip', ''), (tar: Buffer) => tar],
    ])('offer a layer, compressed with %s, with the content of the base', async (name, mediaType, compress) => {
      const target = `proven-${name.replaceAll(' ', '-')}:1`;
      const layer = await HandMadeImage.push(stage.image(target), async (image) => {
        const blob = await image.blob(compress(content.layer), mediaType);
        await image.image(await image.blob(content.config, TYPES.config), [blob]);
        return blob;
      });
      await stage.commit(direct, saved, target);
      const { layers } = await HandMadeImage.push(stage.image(target), (image) => image.read(stage.image(target)));
      expect(layers[0]).toMatchObject({ digest: layer.digest, size: layer.size });
      // Docker Engine before version 23 does not support zstd.
      if (name !== 'zstd') expect((await stage.pull(target)).has('./mine')).toBe(true);
    });

    it.each([
      ['that is cut short', (tar: Buffer) => gzipSync(tar).subarray(0, -9)],
      ['that has more in it', (tar: Buffer) => gzipSync(Buffer.concat([tar, Buffer.alloc(512)]))],
      ['that is a bomb', () => gzipSync(Buffer.alloc(2 ** 30), { level: 1 })],
    ])('offer no layer %s', async (kind, forge) => {
      const target = `${kind.replaceAll(' ', '-')}:1`;
      const forged = await HandMadeImage.push(stage.image(target), async (image) => {
        const blob = await image.blob(forge(content.layer), TYPES.layer);
        await image.image(await image.blob(content.config, TYPES.config), [blob]);
        return blob;
      });
      await expectWhole(direct, target, saved);
      expect(readFileSync(state.at('layers.json'), 'utf8')).not.toContain(forged.digest);
    });
  });

  describe('under the tag of a commit', () => {
    const odd = JSON.stringify({ architecture: 1, rootfs: 5 });
    const list = (value: unknown): string => JSON.stringify({ rootfs: { type: 'layers', diff_ids: value } });
    const contents = ['name: chart\nversion: 1.0.0\n', '', 'null', '{}', '[]', '"text"', '1', '{"rootfs"', odd];
    const configs = [...contents, list('x'), list([1]), list({ length: 1 }), list(null), '{"rootfs":null}'];

    it.each(
      [TYPES.config, 'application/vnd.cncf.helm.config.v1+json'].flatMap((type) =>
        configs.map((content) => [type, content] as const),
      ),
    )('do not stop a commit when their configuration is of type %s and holds %j', async (type, content) => {
      await HandMadeImage.push(stage.image('artifact:1'), async (image) => {
        await image.image(await image.blob(content, type), [await image.otherLayer()]);
      });
      await stage.commit(direct, container, 'artifact:1');
      const { layers } = await HandMadeImage.push(stage.image('artifact:1'), (image) =>
        image.read(stage.image('artifact:1')),
      );
      expect(layers).toHaveLength(2);
    });

    it('are replaced by an image that can be pulled', () => expectWhole(direct, 'artifact:1'));
  });
});

/** `FROM scratch` and metadata: an image without layers. */
describe('A container of an image without layers', () => {
  const { engine: node, registry } = machine();
  const stage = new CommitStage(node, registry, 'scratch');
  const image = 'foreign-scratch:1';
  const create = { HostConfig: { Binds: ['/bin/busybox:/bin/busybox:ro'] } };
  const command = ['/bin/busybox', 'sleep', '1000000'];

  beforeAll(async () => {
    const config = JSON.stringify({
      ...{ architecture: 'amd64', os: 'linux', config: { Labels: { from: 'scratch' } } },
      ...{ created: '2026-01-01T00:00:00Z', history: [{ created_by: 'LABEL from=scratch', empty_layer: true }] },
      rootfs: { type: 'layers' },
    });
    const files = new Folder('c');
    const name = `${createHash('sha256').update(config).digest('hex')}.json`;
    files.write(name, config);
    files.write('manifest.json', JSON.stringify([{ Config: name, RepoTags: [image], Layers: [] }]));
    const tar = execFileSync('tar', ['--create', `--directory=${files.path}`, name, 'manifest.json']);
    files.remove();
    await buffer((await node.api.loadImage(tar as unknown as string, { quiet: true })) as Readable);
  });

  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
    await node.removeImage(image);
  });

  async function contentOf(name: string): Promise<string[]> {
    await node.pull(stage.image(name));
    const pulled = await stage.start(stage.image(name), command, create);
    const files = await readFileSystem(await stage.rootOf(pulled));
    await stage.remove(pulled);
    await node.removeImage(stage.image(name));
    return [...files.keys()].filter((path) => !/^\.\/(bin|etc)/.test(path)).sort();
  }

  it.each(['direct', 'auto', 'engine'] as const)('is committed twice in %s', async (mode) => {
    expect((await node.api.getImage(image).inspect()).RootFS.Layers ?? []).toEqual([]);
    const container = await stage.start(image, command, create);
    const log: string[] = [];
    const auto = new FallbackCommit(stage.direct, stage.engines);
    const strategy = { direct: stage.direct, engine: stage.engines, auto }[mode];
    await container.write('/one', '1');
    await container.write('/large', 'x'.repeat(100_000));
    await stage.commit(strategy, container, `${mode}:1`, loggingTo(log));
    expect(await contentOf(`${mode}:1`)).toEqual(['./large', './one']);
    await container.write('/two', '2');
    await container.exec(['/bin/busybox', 'rm', '/one']);
    await stage.commit(strategy, container, `${mode}:1`, loggingTo(log));
    expect(await contentOf(`${mode}:1`)).toEqual(['./large', './two']);
    expect(log).toEqual([]);
    await stage.remove(container);
  });
});
