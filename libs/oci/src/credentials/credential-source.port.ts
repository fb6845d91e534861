import type { RegistryCredentials } from './registry-credentials.js';

/** Somewhere credentials for a registry can come from. */
export interface CredentialSource {
  /**
   * @param registry host and port of a registry, as `ImageReference.registry` has it
   * @returns undefined when this source knows none for that registry
   * @throws FactoryError `credentials_unreadable`
   */
  find(registry: string): Promise<RegistryCredentials | undefined>;
}
