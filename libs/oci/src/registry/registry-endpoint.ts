import type { ProxySettings } from './proxy-settings.js';

/** How a node reaches a registry. */
export interface RegistryAccess {
  /** Take any certificate, and plain HTTP where HTTPS is not spoken, as the engine does with `insecure-registries`. */
  readonly insecure: boolean;
  /** The proxies of the node. */
  readonly proxies?: ProxySettings;
}

/** Where the registry of a reference is found: Docker Hub's has another name than its images. */
export function registryHost(registry: string): string {
  return registry === 'docker.io' || registry === 'index.docker.io' ? 'registry-1.docker.io' : registry;
}
