import type { RegistryAccess } from '@image-factory/oci';
import {
  type BaseImage,
  type ContainerChanges,
  type ContainerFacts,
  type ContainerRuntime,
  type ContainerSizes,
  type ContainerSource,
  type ContainerSummary,
  ControlGroups,
  type RegistryTrust,
  readPodSpelling,
  type RuntimeFacts,
  type WritableLayer,
} from '@image-factory/runtime';
import type { DockerEngine } from './engine/docker-engine.js';
import { DockerNativeCommit, type NativeCommitOptions } from './native-commit/docker-native-commit.js';
import { DockerLocalNames } from './ports/docker-local-names.js';
import { DockerPauser } from './ports/docker-pauser.js';
import { ContainerdFirst, type OpenContainerdStore } from './ports/containerd-first.js';
import { EngineBaseImage } from './ports/engine-base-image.js';
import { EngineWritableLayer } from './ports/engine-writable-layer.js';

/** Options of a runtime; all have defaults. */
export interface DockerRuntimeOptions extends NativeCommitOptions {
  /** Without it, Docker's API and the mount tables replace the calls to Docker's containerd. */
  readonly openContainerdStore?: OpenContainerdStore;
}

/** Docker, or Podman through its Docker-compatible API. */
export class DockerRuntime implements ContainerRuntime {
  readonly containers: DockerContainerSource;
  readonly pauser: DockerPauser;
  readonly writableLayer: WritableLayer;
  readonly baseImage: BaseImage;
  readonly registryTrust: DockerRegistryTrust;
  readonly nativeCommit: DockerNativeCommit;
  readonly localNames: DockerLocalNames;
  private readonly containerd: ContainerdFirst | undefined;

  constructor(
    private readonly engine: DockerEngine,
    { openContainerdStore, ...options }: DockerRuntimeOptions = {},
  ) {
    const writableLayer = new EngineWritableLayer(engine);
    const docker = { writableLayer, baseImage: new EngineBaseImage(engine, writableLayer) };
    const containerd = openContainerdStore && new ContainerdFirst(engine, docker, openContainerdStore);
    this.containerd = containerd;
    this.containers = new DockerContainerSource(engine);
    this.pauser = new DockerPauser({ engine, groups: new ControlGroups(), warn: options.warn ?? (() => undefined) });
    this.writableLayer = containerd ?? docker.writableLayer;
    this.baseImage = containerd ?? docker.baseImage;
    this.registryTrust = new DockerRegistryTrust(engine);
    this.nativeCommit = new DockerNativeCommit(engine, options);
    this.localNames = new DockerLocalNames(engine.images);
  }

  async facts(): Promise<RuntimeFacts> {
    const { id, serverVersion: version } = await this.engine.info();
    return { id, version };
  }

  ping(): Promise<void> {
    return this.engine.ping();
  }

  /** Closes the connection to containerd. */
  close(): void {
    this.containerd?.close();
  }
}

/** The containers of Docker or Podman. */
class DockerContainerSource implements ContainerSource {
  constructor(private readonly engine: DockerEngine) {}

  async find(container: string): Promise<ContainerFacts> {
    const inPod = readPodSpelling(container);
    return this.engine.containers.inspect(inPod ? await this.engine.containers.idInPod(inPod) : container);
  }

  list(): Promise<ContainerSummary[]> {
    return this.engine.containers.list();
  }

  sizes(container: string): Promise<ContainerSizes> {
    return this.engine.containers.sizes(container);
  }

  changes(containerId: string, signal: AbortSignal): Promise<ContainerChanges> {
    return this.engine.containers.changes(containerId, signal);
  }
}

/** Registries as the Docker daemon reaches them: `insecure-registries` and proxies of its configuration. */
class DockerRegistryTrust implements RegistryTrust {
  constructor(private readonly engine: DockerEngine) {}

  accessTo(registry: string): Promise<RegistryAccess> {
    return this.engine.accessTo(registry);
  }
}
