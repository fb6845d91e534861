import { FactoryError } from '@image-factory/errors';
import { findRemoteImages, ImageReference, isLayerType, type RegistryClient, streamBlob } from '@image-factory/oci';
import type { HeldImage, NodeLayer } from '@image-factory/runtime';
import { pairLayers } from '../history/known-layers.js';

/** Opens clients that read from registries. */
export interface OriginClients {
  /** @throws FactoryError `credentials_unreadable`, `registry_untrusted`, `engine_unreachable` */
  of(registry: string): Promise<RegistryClient>;
}

/** A layer of an image in a registry. */
export interface OriginLayer extends NodeLayer {
  readonly registry: string;
}

/** A blob that an image in a registry claims to be a layer of the base image. */
interface Claim {
  readonly registry: string;
  readonly repository: string;
  readonly diffId: string;
  readonly digest: string;
  readonly size: number;
}

/** Reads the layers of an image in the registries that it came from. */
export class OriginLayers {
  private claims: Promise<Claim[]> | undefined;

  /** @param onFailure receives the reason why a registry offers no layers */
  constructor(
    private readonly image: Pick<HeldImage, 'id' | 'digests'>,
    private readonly clients: OriginClients,
    private readonly onFailure: (reason: string) => void,
    private readonly signal: AbortSignal,
  ) {}

  /** The blobs that may hold a layer. */
  async of(diffId: string): Promise<OriginLayer[]> {
    this.claims ??= this.read();
    const found = (await this.claims).filter((claim) => claim.diffId === diffId);
    const client = (registry: string): Promise<RegistryClient> => this.clients.of(registry);
    return found.map(({ registry, repository, digest, size }) => ({
      ...{ registry, digest, size },
      read: async function* (signal: AbortSignal) {
        yield* streamBlob(await client(registry), repository, digest, signal);
      },
    }));
  }

  private async read(): Promise<Claim[]> {
    const claims = new Map<string, Claim>();
    const failed = new Set<string>();
    for (const [name = '', manifest = ''] of this.image.digests.map((text) => text.split('@'))) {
      const { registry, repository } = ImageReference.parse(name);
      if (failed.has(registry)) continue;
      try {
        for (const claim of await this.claimsOf(registry, repository, manifest)) {
          claims.set(`${registry} ${claim.diffId} ${claim.digest}`, claim);
        }
      } catch (error) {
        if (this.signal.aborted) throw error;
        const { code, message } = FactoryError.from(error);
        // Requests for its other repositories would time out, too.
        if (code === 'registry_unreachable') failed.add(registry);
        this.onFailure(message.replace(/\.$/, ''));
      }
    }
    return [...claims.values()];
  }

  private async claimsOf(registry: string, repository: string, manifest: string): Promise<Claim[]> {
    const client = await this.clients.of(registry);
    const images = await findRemoteImages(client, repository, manifest, this.image.id, this.signal);
    if (images.length === 0) this.onFailure(`${registry}/${repository} has no image ${this.image.id}`);
    return images
      .flatMap(({ config, manifest: { layers } }) => pairLayers(config.rootfs.diff_ids, layers))
      .filter(({ blob }) => isLayerType(blob.mediaType))
      .map(({ diffId, blob: { digest, size } }) => ({ registry, repository, diffId, digest, size }));
  }
}
