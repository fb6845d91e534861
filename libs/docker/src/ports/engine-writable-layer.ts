import { isAbsolute } from 'node:path';
import {
  type ContainerFacts,
  ContainerProcess,
  directUnavailable,
  type LayerLocation,
  type RuntimePaths,
  upperOf,
  type WritableLayer,
} from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';
import type { EngineContainer, EngineInfo } from '../engine/engine-facts.js';

/**
 * The writable layers of storage drivers with overlay file systems. Docker's overlay2 and Podman report their folders;
 * containerd's image store does not, so the mount table of the container's first process names them.
 */
export class EngineWritableLayer implements WritableLayer {
  constructor(private readonly engine: DockerEngine) {}

  async locate({ id }: ContainerFacts): Promise<LayerLocation> {
    const [info, container] = await Promise.all([this.engine.info(), this.engine.containers.inspect(id)]);
    const first = new ContainerProcess(container);
    if (info.remapsUsers || ((await first.isVisible()) && (await first.mapsUsers()))) {
      throw directUnavailable('The engine maps the ids of users.');
    }
    const upper = await directoryOf(info, container);
    await first.checkUpper(upper);
    return { upper };
  }

  async runtimePaths({ id }: ContainerFacts): Promise<RuntimePaths | undefined> {
    const [info, container] = await Promise.all([this.engine.info(), this.engine.containers.inspect(id)]);
    const upper = await directoryOf(info, container).catch(() => undefined);
    const { MergedDir: merged = '' } = container.storage.data;
    return upper ? { upper, prefixBytes: Math.max(upper.length, merged.length) + 1 } : undefined;
  }
}

/** @throws FactoryError `direct_unavailable` */
async function directoryOf(info: EngineInfo, container: EngineContainer): Promise<string> {
  const { driver, data } = container.storage;
  if (info.imageStore === 'containerd') return mountedDirectory(container);
  if (info.imageStore !== 'other' && driver === info.storageDriver && data.UpperDir) return data.UpperDir;
  const used = driver || info.storageDriver;
  throw directUnavailable(`The engine stores containers with ${used}, not with an overlay file system.`);
}

async function mountedDirectory(container: EngineContainer): Promise<string> {
  const { pid } = container;
  if (pid === 0) {
    throw directUnavailable('Only containerd can locate the files of a stopped container; start the container.');
  }
  const first = new ContainerProcess(container);
  if (!(await first.isVisible())) {
    throw directUnavailable(
      `The agent does not see the process ${pid} of the container: run the agent in the pid namespace of the node.`,
    );
  }
  const root = await first.root();
  const upper = root?.type === 'overlay' ? upperOf(root) : undefined;
  if (upper && isAbsolute(upper)) return upper;
  throw directUnavailable(
    `The mount table of the process ${pid} names no directory with the changes of the container.`,
  );
}
