import type { RegistryCredentials } from '../credentials/registry-credentials.js';
import type { ImageReference } from '../reference/image-reference.js';
import { RegistryClient } from '../registry/registry-client.js';
import type { RegistryAccess } from '../registry/registry-endpoint.js';
import type { ManifestVerifier } from './manifest-verifier.port.js';
import type { VerifiedBy } from './save-engine.port.js';

/** Asks the registry itself for the manifest of the tag. */
export class RegistryManifestVerifier implements ManifestVerifier {
  /** @param engine knows how registries are reached */
  constructor(private readonly engine: { accessTo(registry: string): Promise<RegistryAccess> }) {}

  async verify(
    { registry, repository, tag }: ImageReference,
    credentials: RegistryCredentials | undefined,
    digest: string,
    signal: AbortSignal,
  ): Promise<VerifiedBy> {
    const access = await this.engine.accessTo(registry);
    const client = new RegistryClient({ registry, credentials, ...access });
    try {
      return await client.confirmManifest(repository, tag, digest, signal);
    } finally {
      await client.close();
    }
  }
}
