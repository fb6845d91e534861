import { type ImageReference, RegistryClient, type RegistryCredentials, type VerifiedBy } from '@image-factory/oci';
import type { RegistryTrust } from '@image-factory/runtime';

/** Verifies that a registry has a pushed manifest. */
export interface ManifestVerifier {
  /**
   * @param digest digest of the manifest to which the reference must resolve: `sha256:<64 hex>`
   * @returns the response that confirms the digest: `push` if the registry refuses every request for the manifest
   * @throws FactoryError `push_unverified` if the registry returns no manifest or another one, or the registry's
   *   failure
   */
  verify(
    reference: ImageReference,
    credentials: RegistryCredentials | undefined,
    digest: string,
    signal: AbortSignal,
  ): Promise<VerifiedBy>;
}

/** Requests the manifest of the tag from the registry. */
export class RegistryManifestVerifier implements ManifestVerifier {
  /** @param warn receives a line for the log before each retry of a request */
  constructor(
    private readonly trust: RegistryTrust,
    private readonly warn: (message: string) => void = () => undefined,
  ) {}

  async verify(
    { registry, repository, tag }: ImageReference,
    credentials: RegistryCredentials | undefined,
    digest: string,
    signal: AbortSignal,
  ): Promise<VerifiedBy> {
    const access = await this.trust.accessTo(registry);
    const client = new RegistryClient({ registry, credentials, ...access, warn: this.warn });
    try {
      return await client.confirmManifest(repository, tag, digest, signal);
    } finally {
      await client.close();
    }
  }
}
