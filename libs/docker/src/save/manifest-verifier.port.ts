import type { RegistryCredentials } from '../credentials/registry-credentials.js';
import type { ImageReference } from '../reference/image-reference.js';

/** Asks a registry whether it really has what was pushed. */
export interface ManifestVerifier {
  /**
   * @param digest digest of the manifest that the reference must show: `sha256:<64 hex>`
   * @throws FactoryError `push_unverified` when the registry shows none or another one, or the registry's failure
   */
  verify(
    reference: ImageReference,
    credentials: RegistryCredentials | undefined,
    digest: string,
    signal: AbortSignal,
  ): Promise<void>;
}
