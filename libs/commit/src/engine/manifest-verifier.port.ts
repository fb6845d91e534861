import type { ImageReference, RegistryCredentials, VerifiedBy } from '@image-factory/oci';

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
