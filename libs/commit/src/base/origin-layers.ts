import { FactoryError } from '@image-factory/errors';
import {
  findRemoteImages,
  ImageReference,
  isLayerType,
  type RegistryClient,
  type RemoteImage,
  streamBlob,
} from '@image-factory/oci';
import type { HeldImage, NodeLayer } from '@image-factory/runtime';
import { pairLayers } from '../history/known-layers.js';

/** Where the images of a registry can be read: the registry itself, or a mirror of it. */
export interface OriginEndpoint {
  /** Host and port. */
  readonly registry: string;
  /** What its repositories begin with. */
  readonly repositoryPrefix: string;
  readonly client: RegistryClient;
}

/** Opens clients that read from registries. */
export interface OriginClients {
  /**
   * @returns the mirrors of the registry, and the registry itself last
   * @throws FactoryError `credentials_unreadable`, `registry_untrusted`, `engine_unreachable`
   */
  of(registry: string): Promise<readonly OriginEndpoint[]>;
}

/** A layer of an image in a registry. */
export interface OriginLayer extends NodeLayer {
  readonly registry: string;
}

/** A blob that an image in a registry claims to be a layer of the base image. */
interface Claim {
  /** Where the blob can be read, best first. */
  readonly endpoints: readonly OriginEndpoint[];
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
    return found.flatMap(({ endpoints, repository, digest, size }) =>
      endpoints.map(({ registry, repositoryPrefix, client }) => ({
        ...{ registry, digest, size },
        read: (signal: AbortSignal) => streamBlob(client, `${repositoryPrefix}${repository}`, digest, signal),
      })),
    );
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

  /** A mirror that fails or lacks the image is left out; only the registry itself may fail the search. */
  private async claimsOf(registry: string, repository: string, manifest: string): Promise<Claim[]> {
    const endpoints = await this.clients.of(registry);
    for (const [index, endpoint] of endpoints.entries()) {
      const images = await this.imagesAt(endpoint, repository, manifest).catch((error: unknown) => {
        if (this.signal.aborted || index === endpoints.length - 1) throw error;
        this.onFailure(FactoryError.from(error).message.replace(/\.$/, ''));
        return [];
      });
      if (images.length > 0) return claimsIn(images, repository, endpoints.slice(index));
    }
    return [];
  }

  private async imagesAt(
    { registry, repositoryPrefix, client }: OriginEndpoint,
    repository: string,
    manifest: string,
  ): Promise<RemoteImage[]> {
    const name = `${repositoryPrefix}${repository}`;
    const images = await findRemoteImages(client, name, manifest, this.image.id, this.signal);
    if (images.length === 0) this.onFailure(`${registry}/${name} has no image ${this.image.id}`);
    return images;
  }
}

function claimsIn(images: readonly RemoteImage[], repository: string, endpoints: Claim['endpoints']): Claim[] {
  return images
    .flatMap(({ config, manifest: { layers } }) => pairLayers(config.rootfs.diff_ids, layers))
    .filter(({ blob }) => isLayerType(blob.mediaType))
    .map(({ diffId, blob: { digest, size } }) => ({ endpoints, repository, diffId, digest, size }));
}
