import type { ProxySettings } from './proxy-settings.js';

/** How a node reaches a registry. */
export interface RegistryAccess {
  /** Accepts any certificate, and falls back to plain HTTP without TLS, like the runtime for `insecure-registries`. */
  readonly insecure: boolean;
  /** The proxies of the node. */
  readonly proxies?: ProxySettings;
}

/** The API host of a registry: Docker Hub's differs from the one in image names. */
export function registryHost(registry: string): string {
  return registry === 'docker.io' || registry === 'index.docker.io' ? 'registry-1.docker.io' : registry;
}
