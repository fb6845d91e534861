import { type ImageReference, RegistryClient, type RegistryCredentials, type VerifiedBy } from '@image-factory/oci';
import type { RegistryTrust } from '@image-factory/runtime';
import type { ManifestVerifier } from './manifest-verifier.port.js';

/** Requests the manifest of the tag from the registry. */
export class RegistryManifestVerifier implements ManifestVerifier {
  constructor(private readonly trust: RegistryTrust) {}

  async verify(
    { registry, repository, tag }: ImageReference,
    credentials: RegistryCredentials | undefined,
    digest: string,
    signal: AbortSignal,
  ): Promise<VerifiedBy> {
    const access = await this.trust.accessTo(registry);
    const client = new RegistryClient({ registry, credentials, ...access });
    try {
      return await client.confirmManifest(repository, tag, digest, signal);
    } finally {
      await client.close();
    }
  }
}
