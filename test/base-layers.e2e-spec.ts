import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DirectCommit, FallbackCommit, type JobProgress, observing } from '@image-factory/commit';
import type { DockerRuntime } from '@image-factory/docker';
import { ImageReference, readRemoteImage, RegistryClient } from '@image-factory/oci';
import type { ContainerRuntime, NodeLayers, PausePeriod } from '@image-factory/runtime';
import { Folder, importBaseImage, type NodeContainer, splitTag } from '../sandbox/index.js';
import { CommitStage, loggingTo } from './direct/commit-stage.js';
import { differences, readFileSystem } from './direct/file-system.js';
import { makeHardCases } from './direct/hard-cases.js';
import { machine } from './setup/machine.js';

jest.setTimeout(300_000);

/** The base image of a container need not be in the target registry. */
describe('the base layers of an image of Docker', () => {
  const { engine: node, registry, lockedRegistry } = machine();
  const stage = new CommitStage(node, registry, 'base-layers');
  const { signal } = new AbortController();
  const local = 'base-layers-local:1';
  let container: NodeContainer;
  let diffIds: readonly string[];
  let state: Folder;
  let direct: DirectCommit;

  beforeAll(async () => {
    await importBaseImage(node.api, {
      reference: stage.base,
      fill: (tree) => {
        for (let index = 0; index < 400; index++) {
          const [directory, file] = [Math.floor(index / 20), index % 20].map((part) => `${part}`.padStart(2, '0'));
          tree.file(`/base/d${directory}/f${file}`, `base ${index} ${Math.random()}\n`);
        }
      },
    });
    const template = await stage.start();
    makeHardCases(await stage.rootOf(template));
    const [repo, tag] = splitTag(local);
    await node.api.getContainer(template.id).commit({ repo, tag });
    await stage.remove(template);
    container = await stage.start(local);
    await container.write('/mine', 'here');
    diffIds = (await node.api.getImage(local).inspect()).RootFS.Layers ?? [];
  });

  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
    await node.removeImage(local);
    state?.remove();
  });

  beforeEach(() => {
    state?.remove();
    state = new Folder('b');
    direct = new DirectCommit(stage.runtime, stage.guard, { stateDirectory: state.path });
  });

  async function expectWhole(name: string): Promise<void> {
    const expected = await readFileSystem(await stage.rootOf(container));
    expect(differences(expected, await stage.pull(name))).toEqual([]);
    await node.removeImage(stage.image(name));
  }

  async function imageOf(name: string) {
    const { repository, tag } = ImageReference.parse(stage.image(name));
    const client = new RegistryClient({ registry: registry.address, insecure: true });
    try {
      return await readRemoteImage(client, repository, tag, signal);
    } finally {
      await client.close();
    }
  }

  /** The runtime with other layers of the node. */
  function runtimeWith(change: (layers: NodeLayers) => NodeLayers): ContainerRuntime {
    const { containers, pauser, writableLayer, registryTrust, nativeCommit, localNames, baseImage }: DockerRuntime =
      stage.runtime;
    return {
      ...{ containers, pauser, writableLayer, registryTrust, nativeCommit, localNames },
      facts: () => stage.runtime.facts(),
      ping: () => stage.runtime.ping(),
      baseImage: {
        hold: async (facts) => {
          const held = await baseImage.hold(facts);
          return { ...held, layers: change(held.layers!) };
        },
      },
    };
  }

  const directOver = (runtime: ContainerRuntime): DirectCommit =>
    new DirectCommit(runtime, stage.guard, { stateDirectory: state.path });

  it('are rebuilt byte by byte if the image exists only on the node', async () => {
    const log: string[] = [];
    const auto = new FallbackCommit(direct, stage.engines);
    expect((await stage.commit(auto, container, 'local:1', loggingTo(log))).message).toMatch(/^Committed directly/);
    expect(log).toEqual([]);
    expect((await imageOf('local:1'))?.config.rootfs.diff_ids.slice(0, -1)).toEqual(diffIds);
    await expectWhole('local:1');
  });

  it('are remembered: another repository gets them by a mount', async () => {
    await stage.commit(direct, container, 'first:1');
    const messages: string[] = [];
    const progress = ({ message }: JobProgress) => void messages.push(message);
    await stage.commit(directOver(stage.runtime), container, 'second:1', observing({ progress }));
    expect(messages.filter((message) => message.startsWith('Uploading layer'))).toEqual([]);
    const [first, second] = [await imageOf('first:1'), await imageOf('second:1')];
    expect(second?.manifest.layers.slice(0, -1)).toEqual(first?.manifest.layers.slice(0, -1));
  });

  it('are uploaded before the pause, with progress', async () => {
    const events: string[] = [];
    const bytes: number[] = [];
    const observer = observing({
      stage: async (name, work) => {
        events.push(name);
        return work();
      },
      progress: ({ message, bytes: read = 0, totalBytes }) => {
        if (!message.startsWith('Uploading layer')) return;
        expect(message).toMatch(/^Uploading layer [12] of 2 of the base image from its directory on the node\.$/);
        expect(totalBytes).toBeGreaterThanOrEqual(read);
        bytes.push(read);
        if (events.at(-1) !== 'upload') events.push('upload');
      },
    });
    await stage.commit(direct, container, 'progress:1', observer);
    expect(events).toEqual(['resolve', 'base-layers', 'upload', 'pause', 'read', 'publish', 'remember']);
    expect(Math.max(...bytes)).toBeGreaterThan(1_000_000);
  });

  it('stop at once when the commit is cancelled, without any pause', async () => {
    const cancel = new AbortController();
    const pauses: PausePeriod[] = [];
    const observer = observing({
      paused: (period) => void pauses.push(period),
      progress: ({ message }) => message.startsWith('Uploading layer') && cancel.abort(),
    });
    const reference = ImageReference.parse(stage.image('cancelled:1'));
    const task = { transaction: 'cancelled', containerId: container.id, reference, credentials: undefined };
    await expect(direct.commit(task, observer, cancel.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(pauses).toEqual([]);
    expect(await container.isPaused()).toBe(false);
    expect(await registry.digest('base-layers/cancelled', '1')).toBeUndefined();
  });

  it('come from an export of the image where their directories cannot be read', async () => {
    const exporting = directOver(runtimeWith((layers) => ({ exported: (stop) => layers.exported!(stop) })));
    const messages = new Set<string>();
    const progress = ({ message }: JobProgress) => void messages.add(message);
    await stage.commit(exporting, container, 'exported:1', observing({ progress }));
    expect([...messages].join()).toContain('from an export of the image');
    expect((await imageOf('exported:1'))?.config.rootfs.diff_ids.slice(0, -1)).toEqual(diffIds);
    await expectWhole('exported:1');
  });

  it('are refused, and nothing of them is published, if a file on the node was changed', async () => {
    const { Data: data } = (await container.inspect()).GraphDriver;
    const lowers = (data as unknown as { LowerDir: string }).LowerDir.split(':');
    const [file] = lowers.map((lower) => join(lower, 'base/d09/f09')).filter((path) => readable(path));
    const content = readFileSync(file!);
    writeFileSync(file!, Buffer.alloc(content.length, 'x'));
    try {
      await expect(stage.commit(direct, container, 'changed:1')).rejects.toMatchObject({
        code: 'direct_unavailable',
        message: expect.stringMatching(
          /^No source has the layer sha256:\w+ .*its directory on the node: its content is/,
        ),
      });
    } finally {
      writeFileSync(file!, content);
    }
    expect(await registry.tags('base-layers/changed')).toEqual([]);
    await stage.commit(direct, container, 'changed:1');
    await expectWhole('changed:1');
  });

  it('name what cannot be read', async () => {
    const { DockerRootDir: rootDirectory } = (await node.api.info()) as { DockerRootDir: string };
    const layerdb = join(rootDirectory, 'image/overlay2/layerdb');
    renameSync(layerdb, `${layerdb}.hidden`);
    try {
      await expect(stage.commit(directOver(runtimeWith(onlyRebuilt)), container, 'hidden:1')).rejects.toMatchObject({
        code: 'direct_unavailable',
        message: expect.stringMatching(/layerdb\/sha256\/\w+\/cache-id, cannot be read: ENOENT/),
      });
    } finally {
      renameSync(`${layerdb}.hidden`, layerdb);
    }
  });

  it('are copied, as they are, from the registry that the image came from, with the login of the node', async () => {
    const { login } = lockedRegistry;
    const origin = lockedRegistry.image('base-layers/origin:1');
    const [repo, tag] = splitTag(origin);
    await node.api.getImage(local).tag({ repo, tag });
    const auth = { username: login.user, password: login.password, serveraddress: lockedRegistry.address };
    await pushed(await node.api.getImage(origin).push({ authconfig: auth }));
    const asked: string[] = [];
    const find = (host: string) => {
      asked.push(host);
      return Promise.resolve({ username: login.user, password: login.password });
    };
    const stateDirectory = state.path;
    const runtime = runtimeWith(() => ({}));
    const copying = new DirectCommit(runtime, stage.guard, { stateDirectory, credentials: { find } });
    await stage.commit(copying, container, 'copied:1');
    const { layers } = (await lockedRegistry.manifest('base-layers/origin', '1')) as { layers: { digest: string }[] };
    const copied = (await imageOf('copied:1'))?.manifest.layers.slice(0, -1) ?? [];
    expect(copied.map(({ digest }) => digest)).toEqual(layers.map(({ digest }) => digest));
    expect(asked).toEqual([lockedRegistry.address]);
    await expectWhole('copied:1');

    rmSync(state.at('layers.json'));
    await expect(stage.commit(directOver(runtime), container, 'stranger:1')).rejects.toMatchObject({
      code: 'direct_unavailable',
      message: expect.stringContaining(lockedRegistry.address),
    });
    await node.removeImage(origin);
  });
});

const onlyRebuilt = (layers: NodeLayers): NodeLayers => ({ rebuilt: (index) => layers.rebuilt!(index) });

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

async function pushed(answer: NodeJS.ReadableStream): Promise<void> {
  let text = '';
  for await (const part of answer) text += String(part);
  if (/"error"/.test(text)) throw new Error(text);
}
