import { isAbsolute } from 'node:path';
import type { IdMapping } from '@image-factory/oci';
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
    const ids = await idsOf(info, container, first);
    const upper = await directoryOf(info, container);
    await first.checkUpper(upper);
    return { upper, ids };
  }

  async runtimePaths({ id }: ContainerFacts): Promise<RuntimePaths | undefined> {
    const [info, container] = await Promise.all([this.engine.info(), this.engine.containers.inspect(id)]);
    const upper = await directoryOf(info, container).catch(() => undefined);
    const { MergedDir: merged = '' } = container.storage.data;
    return upper ? { upper, prefixBytes: Math.max(upper.length, merged.length) + 1 } : undefined;
  }
}

/**
 * The ids of the container's users; only its process knows them, since a container may have a mapping of its own.
 *
 * @returns undefined without a user namespace
 * @throws FactoryError `direct_unavailable` if they are unknown
 */
async function idsOf(
  { remapsUsers, isRootless }: EngineInfo,
  { pid }: EngineContainer,
  first: ContainerProcess,
): Promise<IdMapping | undefined> {
  if (isRootless) throw directUnavailable('The engine runs without root.');
  if (await first.isVisible()) return first.idMapping();
  if (!remapsUsers) return undefined;
  throw directUnavailable(
    pid === 0
      ? 'The engine maps the ids of users, and only the process of a container knows how; start the container.'
      : `The engine maps the ids of users, and the agent does not see the process ${pid} of the container: ` +
          'run the agent in the pid namespace of the node.',
  );
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
