import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CommitStrategy,
  DirectCommit,
  EngineCommit,
  LocalTag,
  observing,
  PauseGuard,
  RegistryManifestVerifier,
} from '@image-factory/commit';
import { ContainerdRuntime } from '@image-factory/containerd';
import { DockerEngine, DockerHost, DockerRuntime } from '@image-factory/docker';
import { ImageReference } from '@image-factory/oci';
import type { ContainerRuntime } from '@image-factory/runtime';
import {
  type Engine,
  Folder,
  type Pod,
  type PodContainer,
  PrivateContainerd,
  PrivatePodman,
  until,
} from '../sandbox/index.js';
import { machine } from './setup/machine.js';

type Way = 'direct' | 'engine';

/** The strategies on a runtime, with outdated names removed or kept. */
class Committer {
  private readonly folder = new Folder('s');
  private readonly guard: PauseGuard;

  constructor(private readonly runtime: ContainerRuntime) {
    this.guard = new PauseGuard(runtime, this.folder.path);
  }

  async commit(
    container: string,
    image: string,
    { way = 'direct', localTag = 'remove', keepImages = false }: CommitterOptions = {},
  ): Promise<string> {
    const options = {
      stateDirectory: this.folder.path,
      keepImages,
      ...(localTag === 'remove' && { localTag: new LocalTag(this.runtime.localNames) }),
    };
    const { runtime, guard } = this;
    const engine = new EngineCommit(runtime, guard, new RegistryManifestVerifier(runtime.registryTrust), options);
    const strategy: CommitStrategy = way === 'direct' ? new DirectCommit(runtime, guard, options) : engine;
    const task = { transaction: way, containerId: container, reference: ImageReference.parse(image) };
    const { signal } = new AbortController();
    const { message } = await strategy.commit({ ...task, credentials: undefined }, observing(), signal);
    await engine.settled();
    return message;
  }

  remove(): void {
    this.folder.remove();
  }
}

interface CommitterOptions {
  readonly way?: Way;
  readonly localTag?: 'remove' | 'keep';
  readonly keepImages?: boolean;
}

describe('A commit onto the image of its own container', () => {
  const { engine: docker, registry } = machine();

  describe.each<[string, () => Promise<{ readonly engine: Engine; stop(): Promise<void> }>]>([
    ['Docker', () => Promise.resolve({ engine: docker, stop: () => Promise.resolve() })],
    ['Podman', () => PrivatePodman.start({ insecure: [registry] })],
  ])('on a node with %s', (name, startNode) => {
    const imageOf = (tag: string): string => registry.image(`local-tag/${name.toLowerCase()}:${tag}`);
    let node: Awaited<ReturnType<typeof startNode>>;
    let engine: Engine;
    let runtime: DockerRuntime;
    let committer: Committer;

    beforeAll(async () => {
      node = await startNode();
      ({ engine } = node);
      runtime = new DockerRuntime(new DockerEngine(DockerHost.parse({ host: engine.host })));
      committer = new Committer(runtime);
    });

    afterAll(async () => {
      committer?.remove();
      await node?.stop();
    });

    /** A container of an image that has no other name. */
    const start = async (image: string) => {
      const draft = await engine.run();
      await draft.write('/old', `${Math.random()}`);
      await engine.commit(draft.id, image);
      await draft.remove();
      await engine.push(image);
      const container = await engine.run({ image });
      await container.write('/new', 'new\n');
      return container;
    };

    /** What a container of the image reads, with the pull policy IfNotPresent. */
    const startAgain = async (image: string): Promise<string> => {
      if (!(await engine.has(image))) await engine.pull(image);
      const container = await engine.run({ image });
      const content = await container.shell('cat /new || echo old');
      await container.remove();
      return content;
    };

    it.each<Way>(['direct', 'engine'])('has its content at the next start: %s strategy', async (way) => {
      const image = imageOf(way);
      const before = await engine.imageIds();
      const container = await start(image);
      const { Image: id } = await container.inspect();
      await committer.commit(container.id, image, { way });
      expect(await engine.has(image)).toBe(false);
      expect(await startAgain(image)).toBe('new\n');

      await engine.api.getContainer(container.id).restart();
      expect(await container.read('/new')).toBe('new\n');
      expect(await committer.commit(container.id, imageOf(`${way}-again`))).toMatch(/^Committed directly/);

      await engine.removeImage(image);
      expect(await runtime.localNames.removeUnused()).toBe(0);
      expect((await engine.api.getImage(id).inspect()).Id).toContain(id.replace('sha256:', ''));
      await container.remove();
      expect(await runtime.localNames.removeUnused()).toBe(1);
      expect(await engine.imageIds()).toEqual(before);
    });

    it('keeps a stopped container usable', async () => {
      const image = imageOf('stopped');
      const container = await start(image);
      await engine.api.getContainer(container.id).kill();
      await committer.commit(container.id, image);
      expect(await engine.has(image)).toBe(false);
      await engine.api.getContainer(container.id).start();
      expect(await container.read('/new')).toBe('new\n');
      await container.remove();
      expect(await runtime.localNames.removeUnused()).toBe(1);
    });

    it('gives the name to the image that the node is to keep', async () => {
      const image = imageOf('kept');
      const container = await start(image);
      await committer.commit(container.id, image, { way: 'engine', keepImages: true });
      await until('the image to have its name', 10, () => engine.has(image));
      const copy = await engine.run({ image });
      expect(await copy.read('/new')).toBe('new\n');
      for (const each of [copy, container]) await each.remove();
      await engine.removeImage(image);
      await runtime.localNames.removeUnused();
    });

    it.each<Way>(['direct', 'engine'])('leaves the name if configured: %s strategy', async (way) => {
      const image = imageOf(`name-${way}`);
      const container = await start(image);
      await committer.commit(container.id, image, { way, localTag: 'keep' });
      expect(await startAgain(image)).toBe('old\n');
      await container.remove();
      await engine.removeImage(image);
    });
  });

  describe('on a node with Kubernetes', () => {
    let containerd: PrivateContainerd;
    let runtime: ContainerdRuntime;
    let committer: Committer;
    let pod: Pod;

    beforeAll(async () => {
      containerd = await PrivateContainerd.start();
      runtime = new ContainerdRuntime({ address: containerd.socket });
      committer = new Committer(runtime);
      pod = await containerd.pod({ name: 'alice' });
    });

    afterAll(async () => {
      committer?.remove();
      runtime?.close();
      await containerd?.stop();
    });

    const isKnown = async (image: string): Promise<boolean> =>
      (await containerd.cri.call<{ image: object | null }>('ImageStatus', { image: { image } })).image !== null;

    const start = async (name: string, image: string): Promise<PodContainer> => {
      await containerd.import(image, { fill: (tree) => tree.file('/old', name) });
      containerd.ctr('images', 'push', '--plain-http', image);
      const container = await pod.start({ name, image });
      await container.shell('echo new > /new');
      return container;
    };

    /** As the kubelet restarts a container with the pull policy IfNotPresent. */
    const restart = async (name: string, image: string): Promise<PodContainer> => {
      if (!(await isKnown(image))) await containerd.cri.call('PullImage', { image: { image } });
      return pod.start({ name, image, attempt: 1 });
    };

    it.each<Way>(['direct', 'engine'])('has its content at the next start: %s strategy', async (way) => {
      const image = registry.image(`local-tag/pods:${way}`);
      const container = await start(way, image);
      await committer.commit(container.id, image, { way });
      await until('CRI to forget the name', 10, async () => !(await isKnown(image)));
      expect(await container.shell('cat /new')).toBe('new\n');
      const second = await committer.commit(container.id, registry.image(`local-tag/pods:${way}-again`));
      expect(second).toMatch(/^Committed directly/);

      await container.stop();
      const again = await restart(way, image);
      expect(await again.shell('cat /new')).toBe('new\n');
      expect(await committer.commit(container.id, registry.image(`local-tag/pods:${way}-ended`))).toMatch(
        /^Committed directly/,
      );
    });

    it('leaves the name if configured', async () => {
      const image = registry.image('local-tag/pods:kept');
      const container = await start('kept', image);
      await committer.commit(container.id, image, { localTag: 'keep' });
      await container.stop();
      expect(await (await restart('kept', image)).shell('cat /new || echo old')).toBe('old\n');
    });
  });
});
