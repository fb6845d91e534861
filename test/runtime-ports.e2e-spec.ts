import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { ContainerdRuntime } from '@image-factory/containerd';
import { DockerEngine, DockerHost, DockerRuntime } from '@image-factory/docker';
import { baseImageContract } from '../libs/runtime/src/testing/base-image.contract.js';
import { containerSourceContract } from '../libs/runtime/src/testing/container-source.contract.js';
import { localNamesContract, type LocalNamesStage } from '../libs/runtime/src/testing/local-names.contract.js';
import { pauserContract } from '../libs/runtime/src/testing/pauser.contract.js';
import { writableLayerContract } from '../libs/runtime/src/testing/writable-layer.contract.js';
import {
  BASE_IMAGE,
  type Engine,
  type FileTree,
  Folder,
  type NodeContainer,
  type PodContainer,
  PrivateContainerd,
  PrivatePodman,
  writeImageArchive,
} from '../sandbox/index.js';
import { machine } from './setup/machine.js';

/** A namespace of containerd. */
const WITHOUT_CRI = 'names';

/** A runtime with a running container. */
class Stage {
  readonly runtime: DockerRuntime;

  constructor(
    private readonly engine: Engine,
    readonly container: NodeContainer,
    readonly diffIds: readonly string[],
    readonly configuration: string,
  ) {
    this.runtime = new DockerRuntime(new DockerEngine(DockerHost.parse({ host: engine.host })));
  }

  get source() {
    return this.runtime.containers;
  }

  get names(): LocalNamesStage {
    const { engine, runtime } = this;
    return {
      runtime,
      start: async (image) => {
        const draft = await engine.run();
        await draft.write('/own', randomBytes(8).toString('hex'));
        await engine.commit(draft.id, image);
        await draft.remove();
        return engine.run({ image });
      },
      rename: (name) => engine.tag(BASE_IMAGE, name),
      images: () => engine.imageIds(),
    };
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

/** A namespace that CRI does not serve: its images have no names but those of the test. */
function containerdNames(containerd: PrivateContainerd, runtime: ContainerdRuntime, folder: Folder): LocalNamesStage {
  const ctr = (...args: readonly string[]) => containerd.ctrIn(WITHOUT_CRI, ...args);
  return {
    runtime,
    start: async (image) => {
      const fill = (tree: FileTree) => tree.file('/own', randomBytes(8).toString('hex'));
      ctr('images', 'import', (await writeImageArchive(folder, image, { fill })).file);
      const id = `names-${randomBytes(4).toString('hex')}`;
      ctr('run', '--detach', '--cpu-shares', '0', '--cgroup', `${containerd.controlGroup}/${id}`, image, id);
      let commands = 0;
      return {
        id,
        name: id,
        shell: (line) => Promise.resolve(ctr('tasks', 'exec', '--exec-id', `exec-${commands++}`, id, 'sh', '-c', line)),
        remove: () => {
          ctr('tasks', 'delete', '--force', id);
          ctr('containers', 'delete', id);
          return Promise.resolve();
        },
      };
    },
    rename: (name) => {
      ctr('images', 'import', containerd.image.file);
      ctr('images', 'tag', '--force', containerd.image.reference, name);
      return Promise.resolve();
    },
    images: () => Promise.resolve(ctr('images', 'list', '--quiet').split('\n').sort()),
  };
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
    localNamesContract('Docker', () => stage.names);
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
    localNamesContract('Podman', () => stage.names);
  });

  describe('containerd', () => {
    const folder = new Folder('i');
    let containerd: PrivateContainerd;
    let withoutCri: ContainerdRuntime;
    let stage: {
      readonly runtime: ContainerdRuntime;
      readonly source: ContainerdRuntime['containers'];
      readonly container: PodContainer;
      readonly diffIds: readonly string[];
    };
    beforeAll(async () => {
      containerd = await PrivateContainerd.start();
      const runtime = new ContainerdRuntime({ address: containerd.socket });
      withoutCri = new ContainerdRuntime({ address: containerd.socket, namespace: WITHOUT_CRI });
      const container = await (await containerd.pod({ name: 'contract' })).start();
      stage = { runtime, source: runtime.containers, container, diffIds: containerd.image.diffIds };
    });
    afterAll(async () => {
      stage?.runtime.close();
      withoutCri?.close();
      folder.remove();
      await containerd?.stop();
    });

    containerSourceContract('containerd', () => stage);
    pauserContract('containerd', () => stage);
    writableLayerContract('containerd with overlayfs', () => stage);
    baseImageContract('containerd', () => stage);
    localNamesContract('containerd without CRI', () => containerdNames(containerd, withoutCri, folder));
  });
});
