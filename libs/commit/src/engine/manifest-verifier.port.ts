import type { ImageReference, RegistryCredentials, VerifiedBy } from '@image-factory/oci';

/** Asks a registry whether it really has what was pushed. */
export interface ManifestVerifier {
  /**
   * @param digest digest of the manifest that the reference must show: `sha256:<64 hex>`
   * @returns the answer that confirms the digest: `push` where the registry refuses every question for the manifest
   * @throws FactoryError `push_unverified` when the registry shows none or another one, or the registry's failure
   */
  verify(
    reference: ImageReference,
    credentials: RegistryCredentials | undefined,
    digest: string,
    signal: AbortSignal,
  ): Promise<VerifiedBy>;
}
