import type { RegistryAccess } from '@image-factory/oci';
import type { RegistryTrust } from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';

/** Registries as the Docker daemon reaches them: `insecure-registries` and proxies of its configuration. */
export class DockerRegistryTrust implements RegistryTrust {
  constructor(private readonly engine: DockerEngine) {}

  accessTo(registry: string): Promise<RegistryAccess> {
    return this.engine.accessTo(registry);
  }
}
