import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DirectCommit, type JobProgress, observing, PauseGuard } from '@image-factory/commit';
import { ContainerdRuntime } from '@image-factory/containerd';
import { ImageReference, readRemoteImage, RegistryClient } from '@image-factory/oci';
import {
  Folder,
  type PodContainer,
  PrivateContainerd,
  PrivateRegistry,
  type Registry,
  until,
} from '../sandbox/index.js';
import { differences, readFileSystem } from './direct/file-system.js';
import { makeHardCases } from './direct/hard-cases.js';
import { machine } from './setup/machine.js';

jest.setTimeout(300_000);

const { signal } = new AbortController();

/** Direct commits of the containers of one containerd, with a state folder of their own. */
class Committer {
  readonly state = new Folder('s');
  readonly runtime: ContainerdRuntime;

  constructor(
    readonly containerd: PrivateContainerd,
    private readonly registry: Registry,
  ) {
    const { socket: address, certificates: registryConfigPath } = containerd;
    this.runtime = new ContainerdRuntime({ address, registryConfigPath });
  }

  /** @returns the sentence of the result, and those of the uploads of base layers */
  async commit(container: PodContainer, image: string) {
    const messages = new Set<string>();
    const progress = ({ message }: JobProgress) => void (message.startsWith('Uploading') && messages.add(message));
    const { id: containerId } = await this.runtime.containers.find(container.id);
    const reference = ImageReference.parse(this.registry.image(image));
    const task = { transaction: image, containerId, reference, credentials: undefined };
    // A new agent each time: what it remembers is in its folder.
    const guard = new PauseGuard(this.runtime, this.state.path);
    const strategy = new DirectCommit(this.runtime, guard, { stateDirectory: this.state.path });
    const { message } = await strategy.commit(task, observing({ progress }), signal);
    return { message, uploads: [...messages] };
  }

  async imageOf(name: string) {
    const { registry, repository, tag } = ImageReference.parse(this.registry.image(name));
    const client = new RegistryClient({ registry, insecure: true });
    try {
      return (await readRemoteImage(client, repository, tag, signal))!;
    } finally {
      await client.close();
    }
  }

  async rootOf(container: PodContainer): Promise<string> {
    return `/proc/${(await this.runtime.containers.find(container.id)).pid}/root`;
  }

  /** A pod of an image in the registry. */
  async pull(reference: string, name: string): Promise<PodContainer> {
    await this.containerd.cri.call('PullImage', { image: { image: reference } });
    return (await this.containerd.pod({ name })).start({ image: reference });
  }

  close(): void {
    this.runtime.close();
    this.state.remove();
  }
}

function fillBase(tree: { file(path: string, content: string): unknown }): void {
  for (let index = 0; index < 400; index++) {
    const [directory, file] = [Math.floor(index / 20), index % 20].map((part) => `${part}`.padStart(2, '0'));
    tree.file(`/base/d${directory}/f${file}`, `base ${index} ${Math.random()}\n`);
  }
}

describe('the base layers of an image that exists only in containerd', () => {
  const { registry } = machine();
  let containerd: PrivateContainerd;
  let committer: Committer;

  beforeAll(async () => {
    containerd = await PrivateContainerd.start();
    committer = new Committer(containerd, registry);
  });

  afterAll(async () => {
    committer?.close();
    await containerd?.stop();
  });

  it('come from its content store as they are, once', async () => {
    const reference = 'docker.io/sandbox/only-here:1';
    const { blobs, diffIds } = await containerd.import(reference, { fill: fillBase });
    const container = await (await containerd.pod({ name: 'only' })).start({ image: reference });
    await container.shell('mkdir -p /srv && echo mine > /srv/mine');
    const first = await committer.commit(container, 'only-here/first:1');
    expect(first.message).toMatch(/^Committed directly/);
    expect(first.uploads).toEqual([
      'Uploading layer 1 of 2 of the base image from the content store of the node.',
      'Uploading layer 2 of 2 of the base image from the content store of the node.',
    ]);
    const { config, manifest } = await committer.imageOf('only-here/first:1');
    expect(config.rootfs.diff_ids.slice(0, -1)).toEqual(diffIds);
    expect(manifest.layers.slice(0, -1).map(({ digest }) => digest)).toEqual(blobs);
    expect((await committer.commit(container, 'only-here/second:1')).uploads).toEqual([]);
    const copy = await committer.pull(registry.image('only-here/second:1'), 'copy');
    expect(await copy.shell('cat /srv/mine')).toBe('mine\n');
  });
});

describe('the base layers that containerd has discarded', () => {
  const { registry } = machine();
  let origin: PrivateRegistry;
  let containerd: PrivateContainerd;
  let committer: Committer;
  let reference: string;
  let container: PodContainer;

  beforeAll(async () => {
    origin = await PrivateRegistry.start();
    // The image of the container has a layer with everything that is hard to pack.
    await using maker = await PrivateContainerd.start();
    const made = new Committer(maker, origin.registry);
    await maker.import('docker.io/sandbox/template:1', { fill: fillBase });
    const template = await (await maker.pod({ name: 'template' })).start({ image: 'docker.io/sandbox/template:1' });
    makeHardCases(await made.rootOf(template));
    await made.commit(template, 'team/base:1');
    made.close();

    containerd = await PrivateContainerd.start({ discardsLayers: true });
    committer = new Committer(containerd, registry);
    reference = origin.registry.image('team/base:1');
    container = await committer.pull(reference, 'alice');
    const { blobs } = await layersOf(reference);
    const stored = (): string => containerd.ctr('content', 'list', '--quiet');
    await until('containerd to discard the layers', 60, () => !blobs.some((blob) => stored().includes(blob)));
    await container.shell('mkdir -p /srv && echo mine > /srv/mine');
  });

  afterAll(async () => {
    committer?.close();
    await containerd?.stop();
    await origin?.stop();
  });

  async function layersOf(image: string) {
    const { registry: host, repository, tag } = ImageReference.parse(image);
    const client = new RegistryClient({ registry: host, insecure: true });
    const { config, manifest } = (await readRemoteImage(client, repository, tag, signal))!;
    await client.close();
    return { diffIds: config.rootfs.diff_ids, blobs: manifest.layers.map(({ digest }) => digest) };
  }

  it('are copied from the registry that the image came from', async () => {
    const { uploads } = await committer.commit(container, 'discarded/copied:1');
    const { diffIds, blobs } = await layersOf(reference);
    expect(uploads).toEqual(
      blobs.map(
        (_, index) =>
          `Uploading layer ${index + 1} of ${blobs.length} of the base image from ${origin.registry.address}.`,
      ),
    );
    const { config, manifest } = await committer.imageOf('discarded/copied:1');
    expect(config.rootfs.diff_ids.slice(0, -1)).toEqual(diffIds);
    expect(manifest.layers.slice(0, -1).map(({ digest }) => digest)).toEqual(blobs);
  });

  it('are packed again from their directories if no registry has them any more', async () => {
    await origin.kill();
    const other = new Committer(containerd, registry);
    try {
      const { message, uploads } = await other.commit(container, 'discarded/packed:1');
      expect(message).toMatch(/^Committed directly/);
      expect(uploads.join()).toContain('from its directory on the node, packed as a new layer');
      const expected = await readFileSystem(await other.rootOf(container));
      const copy = await other.pull(registry.image('discarded/packed:1'), 'packed');
      expect(differences(expected, await readFileSystem(await other.rootOf(copy)))).toEqual([]);

      // The replaced layers are remembered, so that the next commit is a delta on them.
      await container.shell('echo more > /srv/more');
      const second = await other.commit(container, 'discarded/packed:1');
      expect(second.message).toMatch(/^Committed directly \(the changes since the last commit\)/);
      expect(second.uploads).toEqual([]);
      const again = await other.pull(registry.image('discarded/packed:1'), 'again');
      expect(await again.shell('cat /srv/mine /srv/more')).toBe('mine\nmore\n');
    } finally {
      other.close();
    }
  });
});

describe('the base layers of an image whose registry the node reaches only through a mirror', () => {
  const { registry } = machine();
  /** No such host exists. */
  const ORIGIN = 'registry.invalid:5000';
  let mirror: PrivateRegistry;
  let containerd: PrivateContainerd;
  let committer: Committer;
  let container: PodContainer;

  beforeAll(async () => {
    mirror = await PrivateRegistry.start();
    await using maker = await PrivateContainerd.start();
    const copy = mirror.registry.image('team/base:1');
    const { blobs } = await maker.import(copy, { fill: fillBase });
    maker.ctr('images', 'push', '--plain-http', copy);
    containerd = await PrivateContainerd.start({ discardsLayers: true });
    const hosts = `[host."http://${mirror.registry.address}"]\ncapabilities = ["pull", "resolve"]\n`;
    mkdirSync(join(containerd.certificates, ORIGIN), { recursive: true });
    writeFileSync(join(containerd.certificates, ORIGIN, 'hosts.toml'), hosts);
    committer = new Committer(containerd, registry);
    container = await committer.pull(`${ORIGIN}/team/base:1`, 'mirrored');
    // The layer below is that of another image, too.
    const isStored = (): boolean => containerd.ctr('content', 'list', '--quiet').includes(blobs.at(-1)!);
    await until('containerd to discard the layer', 60, () => !isStored());
    await container.shell('mkdir -p /srv && echo mine > /srv/mine');
  });

  afterAll(async () => {
    committer?.close();
    await containerd?.stop();
    await mirror?.stop();
  });

  it('are copied from the mirror', async () => {
    const { message, uploads } = await committer.commit(container, 'mirrored/alice:1');
    expect(message).toMatch(/^Committed directly/);
    expect(uploads.at(-1)).toBe(`Uploading layer 2 of 2 of the base image from ${mirror.registry.address}.`);
    const copy = await committer.pull(registry.image('mirrored/alice:1'), 'copy-of-mirrored');
    expect(await copy.shell('cat /srv/mine')).toBe('mine\n');
  });
});
