import type { ContainerRuntime } from '@image-factory/runtime';
import { ContainerdRuntime } from '@image-factory/containerd';
import { DockerEngine, DockerHost, DockerRuntime } from '@image-factory/docker';
import { importBaseImage, PrivateContainerd, PrivateEngine, type Registry } from '../../sandbox/index.js';
import { type Pids, withChildren } from './cost.js';

/** The supported runtimes. */
export type RuntimeName = 'docker' | 'containerd';

/** A private node whose base image is in the registry. */
export interface BenchNode {
  readonly runtime: ContainerRuntime;
  /** Description of its engine strategy. */
  readonly engineStrategy: string;
  /** Processes of the runtime. */
  readonly pids: Pids;
  run(): Promise<BenchContainer>;
}

/** A running container of the node. */
export interface BenchContainer {
  readonly id: string;
  remove(): Promise<void>;
}

/** Starts a node. */
export const startNode: Readonly<Record<RuntimeName, (registry: Registry) => Promise<BenchNode>>> = {
  async docker(registry) {
    const { engine, pid } = await PrivateEngine.start();
    const base = registry.image('bench/base:1');
    await importBaseImage(engine.api, { reference: base });
    await engine.push(base);
    return {
      runtime: new DockerRuntime(new DockerEngine(DockerHost.parse({ host: engine.host }))),
      engineStrategy: 'docker commit and docker push',
      pids: withChildren(pid),
      run: () => engine.run({ image: base }),
    };
  },

  async containerd(registry) {
    const containerd = await PrivateContainerd.start();
    const base = registry.image('bench/base:1');
    await containerd.import(base);
    containerd.ctr('images', 'push', '--plain-http', base);
    let pods = 0;
    return {
      runtime: new ContainerdRuntime({ address: containerd.socket, registryConfigPath: containerd.certificates }),
      engineStrategy: "pause, containerd's Diff service and push",
      pids: withChildren(containerd.pid),
      run: async () => (await containerd.pod({ name: `bench-${pods++}` })).start({ image: base }),
    };
  },
};
