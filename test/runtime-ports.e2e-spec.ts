import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { ContainerdRuntime } from '@image-factory/containerd';
import { DockerEngine, DockerHost, DockerRuntime } from '@image-factory/docker';
import { baseImageContract } from '../libs/runtime/src/testing/base-image.contract.js';
import { containerSourceContract } from '../libs/runtime/src/testing/container-source.contract.js';
import { pauserContract } from '../libs/runtime/src/testing/pauser.contract.js';
import { writableLayerContract } from '../libs/runtime/src/testing/writable-layer.contract.js';
import {
  type Engine,
  Folder,
  type NodeContainer,
  type PodContainer,
  PrivateContainerd,
  PrivatePodman,
} from '../sandbox/index.js';
import { machine } from './setup/machine.js';

/** A runtime with a running container. */
class Stage {
  readonly runtime: DockerRuntime;

  constructor(
    engine: Engine,
    readonly container: NodeContainer,
    readonly diffIds: readonly string[],
    readonly configuration: string,
  ) {
    this.runtime = new DockerRuntime(new DockerEngine(DockerHost.parse({ host: engine.host })));
  }

  get source() {
    return this.runtime.containers;
  }

  static async on(engine: Engine): Promise<Stage> {
    const container = await engine.run({ name: 'contract' });
    const { Image: image } = await container.inspect();
    const { RootFS: layers } = await engine.api.getImage(image).inspect();
    const configuration = await configurationOf(await engine.api.getImage(image).get());
    return new Stage(engine, container, layers?.Layers ?? [], configuration);
  }
}

/**
 * Digest of the configuration in an archive of an image. It is not the image's id in each of Docker's image stores, but
 * always the name of a file.
 */
async function configurationOf(archive: NodeJS.ReadableStream): Promise<string> {
  const folder = new Folder('i');
  try {
    const file = folder.at('image.tar');
    await pipeline(archive, createWriteStream(file));
    const manifest = execFileSync('tar', ['-xOf', file, 'manifest.json'], { encoding: 'utf8' });
    const [{ Config: name }] = JSON.parse(manifest) as [{ Config: string }];
    return `sha256:${basename(name, '.json')}`;
  } finally {
    folder.remove();
  }
}

/** The ports of libs/runtime, with each runtime that has an adapter. */
describe('the runtime ports', () => {
  describe('Docker', () => {
    const { engine } = machine();
    let stage: Stage;
    beforeAll(async () => void (stage = await Stage.on(engine)));
    afterAll(() => stage?.container.remove());

    containerSourceContract('Docker', () => stage);
    pauserContract('Docker', () => stage);
    writableLayerContract('Docker', () => stage);
    baseImageContract('Docker', () => stage);
  });

  describe('Podman', () => {
    let podman: PrivatePodman;
    let stage: Stage;
    beforeAll(async () => {
      podman = await PrivatePodman.start();
      stage = await Stage.on(podman.engine);
    });
    afterAll(async () => {
      await stage?.container.remove();
      await podman?.stop();
    });

    containerSourceContract('Podman', () => stage);
    pauserContract('Podman', () => stage);
    writableLayerContract('Podman with overlay', () => stage);
    baseImageContract('Podman with overlay', () => stage);
  });

  describe('containerd', () => {
    let containerd: PrivateContainerd;
    let stage: {
      readonly runtime: ContainerdRuntime;
      readonly source: ContainerdRuntime['containers'];
      readonly container: PodContainer;
      readonly diffIds: readonly string[];
    };
    beforeAll(async () => {
      containerd = await PrivateContainerd.start();
      const runtime = new ContainerdRuntime({ address: containerd.socket });
      const container = await (await containerd.pod({ name: 'contract' })).start();
      stage = { runtime, source: runtime.containers, container, diffIds: containerd.image.diffIds };
    });
    afterAll(async () => {
      stage?.runtime.close();
      await containerd?.stop();
    });

    containerSourceContract('containerd', () => stage);
    pauserContract('containerd', () => stage);
    writableLayerContract('containerd with overlayfs', () => stage);
    baseImageContract('containerd', () => stage);
  });
});
