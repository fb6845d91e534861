import type { CredentialSource } from './credential-source.port.js';
import type { RegistryCredentials } from './registry-credentials.js';

/** Queries several sources in turn; the first with credentials for the registry wins. */
export class Keychain implements CredentialSource {
  constructor(private readonly sources: readonly CredentialSource[]) {}

  async find(registry: string): Promise<RegistryCredentials | undefined> {
    for (const source of this.sources) {
      const credentials = await source.find(registry);
      if (credentials) return credentials;
    }
    return undefined;
  }
}
