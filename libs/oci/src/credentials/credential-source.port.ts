import type { RegistryCredentials } from './registry-credentials.js';

/** A source of registry credentials. */
export interface CredentialSource {
  /**
   * @param registry host and port of a registry, in the spelling of `ImageReference.registry`
   * @returns undefined if this source has no credentials for the registry
   * @throws FactoryError `credentials_unreadable`
   */
  find(registry: string): Promise<RegistryCredentials | undefined>;
}
