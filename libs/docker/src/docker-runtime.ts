import type { ContainerRuntime, RuntimeFacts } from '@image-factory/runtime';
import type { DockerEngine } from './engine/docker-engine.js';
import { DockerNativeCommit, type NativeCommitOptions } from './native-commit/docker-native-commit.js';
import { DockerBaseImage } from './ports/docker-base-image.js';
import { DockerContainerSource } from './ports/docker-container-source.js';
import { DockerPauser } from './ports/docker-pauser.js';
import { DockerRegistryTrust } from './ports/docker-registry-trust.js';
import { Overlay2WritableLayer } from './ports/overlay2-writable-layer.js';

/** Docker, or Podman through its Docker-compatible API. */
export class DockerRuntime implements ContainerRuntime {
  readonly containers: DockerContainerSource;
  readonly pauser: DockerPauser;
  readonly writableLayer: Overlay2WritableLayer;
  readonly baseImage: DockerBaseImage;
  readonly registryTrust: DockerRegistryTrust;
  readonly nativeCommit: DockerNativeCommit;

  constructor(
    private readonly engine: DockerEngine,
    options: NativeCommitOptions = {},
  ) {
    this.containers = new DockerContainerSource(engine);
    this.pauser = new DockerPauser(engine);
    this.writableLayer = new Overlay2WritableLayer(engine);
    this.baseImage = new DockerBaseImage(engine);
    this.registryTrust = new DockerRegistryTrust(engine);
    this.nativeCommit = new DockerNativeCommit(engine, options);
  }

  async facts(): Promise<RuntimeFacts> {
    const { id, serverVersion: version } = await this.engine.info();
    return { id, version };
  }

  ping(): Promise<void> {
    return this.engine.ping();
  }
}
