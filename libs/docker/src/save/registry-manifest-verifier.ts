import { FactoryError } from '@image-factory/errors';
import type { RegistryCredentials } from '../credentials/registry-credentials.js';
import type { ImageReference } from '../reference/image-reference.js';
import { RegistryClient } from '../registry/registry-client.js';
import type { ManifestVerifier } from './manifest-verifier.port.js';

/** Asks the registry itself with HEAD for the manifest of the tag. */
export class RegistryManifestVerifier implements ManifestVerifier {
  /** @param engine knows which registries are spoken to without TLS */
  constructor(private readonly engine: { isInsecure(registry: string): Promise<boolean> }) {}

  async verify(
    reference: ImageReference,
    credentials: RegistryCredentials | undefined,
    digest: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { registry, repository, tag } = reference;
    const client = new RegistryClient({ registry, credentials, insecure: await this.engine.isInsecure(registry) });
    try {
      const shown = await client.headManifest(repository, tag, signal);
      if (shown?.digest === digest) return;
      const seen = shown ? `shows ${shown.digest} instead` : 'does not show it';
      throw new FactoryError(
        'push_unverified',
        `${reference.toString()} was pushed as ${digest}, but the registry ${seen}.`,
      );
    } finally {
      await client.close();
    }
  }
}
