import { FactoryError } from '@image-factory/errors';
import type { ImageFacts } from '../../engine/engine-facts.js';
import { ImageReference } from '../../reference/image-reference.js';
import type { Descriptor } from '../../registry/manifest.js';
import type { RegistryClient } from '../../registry/registry-client.js';
import type { KnownLayers, KnownLayer } from '../history/known-layers.js';
import { checkLayer } from './media-types.js';
import { readRemoteImage } from './remote-image.js';

/** Where to look for images that share layers, and what they must be. */
interface Source {
  readonly repository: string;
  /** Tag or digest. */
  readonly reference: string;
  readonly imageId: string | undefined;
}

/** Finds the layers of the image that a container was made from in the registry that it is saved to. */
export class BaseLayers {
  constructor(private readonly known: KnownLayers) {}

  /**
   * Finds the layers and lets the repository of the reference have them all: known ones, those of the image that the
   * reference shows now, and those of the repositories of this registry that the engine has the image from.
   *
   * @param image the image that the container was made from, its layers the lowest first
   * @throws FactoryError `direct_unavailable` if one is missing
   */
  async find(
    client: RegistryClient,
    target: ImageReference,
    image: Pick<ImageFacts, 'id' | 'digests' | 'layers'>,
    signal: AbortSignal,
  ): Promise<Descriptor[]> {
    const { registry } = target;
    let missing = image.layers;
    for (const source of [undefined, ...sources(target, image)]) {
      if (source) await this.look(client, registry, source, signal);
      missing = await this.stillMissing(client, target, missing, signal);
      if (missing.length === 0) break;
    }
    if (missing.length > 0) {
      const count = `${missing.length} of the ${image.layers.length} layers`;
      const sentence = `${count} of the image of the container are not known to be in ${registry}.`;
      throw new FactoryError('direct_unavailable', sentence);
    }
    const found = await Promise.all(image.layers.map((diffId) => this.known.find(registry, diffId)));
    return found.map((layer) => layer!).map(({ mediaType, digest, size }) => ({ mediaType, digest, size }));
  }

  /** Learns what layers an image in a registry has. */
  private async look(
    client: RegistryClient,
    registry: string,
    { repository, reference, imageId }: Source,
    signal: AbortSignal,
  ): Promise<void> {
    // A repository that these credentials may not read only has nothing to offer.
    const image = await readRemoteImage(client, repository, reference, imageId, signal).catch((error: unknown) => {
      if (error instanceof FactoryError && !error.retryable && error.code !== 'cancelled') return undefined;
      throw error;
    });
    if (image) await this.known.learn(registry, repository, image);
  }

  private async stillMissing(
    client: RegistryClient,
    target: ImageReference,
    diffIds: readonly string[],
    signal: AbortSignal,
  ): Promise<string[]> {
    const there = await Promise.all(
      diffIds.map(async (diffId) => {
        const layer = await this.known.find(target.registry, diffId);
        return layer !== undefined && (await this.bring(client, target.repository, layer, signal));
      }),
    );
    return diffIds.filter((_, index) => !there[index]);
  }

  private async bring(
    client: RegistryClient,
    repository: string,
    layer: KnownLayer,
    signal: AbortSignal,
  ): Promise<boolean> {
    checkLayer(layer);
    if ((await client.headBlob(repository, layer.digest, signal)) !== undefined) return true;
    if (layer.repository === repository) return false;
    return client.mountBlob(repository, layer.digest, layer.repository, signal);
  }
}

function sources(target: ImageReference, image: Pick<ImageFacts, 'id' | 'digests'>): Source[] {
  const found: Source[] = [{ repository: target.repository, reference: target.tag, imageId: undefined }];
  for (const [name = '', digest] of image.digests.map((text) => text.split('@'))) {
    const { registry, repository } = ImageReference.parse(name);
    if (digest && registry === target.registry) found.push({ repository, reference: digest, imageId: image.id });
  }
  return found;
}
