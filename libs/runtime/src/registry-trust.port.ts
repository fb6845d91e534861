import type { RegistryAccess } from '@image-factory/oci';

/** How the node reaches registries: over plain HTTP, without verifying certificates, through which proxies. */
export interface RegistryTrust {
  /**
   * @param registry host and port, in the spelling of `ImageReference.registry`
   * @throws FactoryError `engine_unreachable`
   */
  accessTo(registry: string): Promise<RegistryAccess>;
}
