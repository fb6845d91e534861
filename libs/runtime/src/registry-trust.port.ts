import type { RegistryAccess } from '@image-factory/oci';

/** How the node reaches registries: in plain HTTP, without checking certificates, through which proxies. */
export interface RegistryTrust {
  /**
   * @param registry host and port, as `ImageReference.registry` has it
   * @throws FactoryError `engine_unreachable`
   */
  accessTo(registry: string): Promise<RegistryAccess>;
}
