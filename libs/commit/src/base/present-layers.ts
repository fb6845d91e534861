import { type ErrorCode, FactoryError } from '@image-factory/errors';
import {
  findRemoteImages,
  ImageReference,
  isLayerType,
  readRemoteImage,
  type RegistryClient,
  type RemoteImage,
} from '@image-factory/oci';
import { type KnownLayer, type KnownLayers, type Layer, pairLayers } from '../history/known-layers.js';
import type { BlobProof } from './blob-proof.js';

/** The image that a container was created from. */
export interface BaseLayersOf {
  /** Digest of the image configuration. */
  readonly id: string;
  /** `registry/repository@sha256:…` for every registry that the runtime pulled the image from or pushed it to. */
  readonly digests: readonly string[];
  /** Diff IDs of the image's layers, lowest first. */
  readonly layers: readonly string[];
}

/** An image that may share layers. */
interface Source {
  readonly repository: string;
  /** Tag or digest. */
  readonly reference: string;
  readonly imageId: string | undefined;
}

/** Failures that are unrelated to an image. */
const FATAL: readonly ErrorCode[] = ['cancelled', 'registry_unreachable'];

/** Finds the layers of a container's base image in the target registry. */
export class PresentLayers {
  constructor(
    private readonly client: RegistryClient,
    private readonly known: KnownLayers,
    private readonly target: ImageReference,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Finds layers and mounts them into the repository of the reference. Candidates are known layers, and proven layers
   * of two kinds of images: the current image of the reference, and the runtime's images of this registry.
   *
   * @param image the base image of the container, layers lowest first
   * @returns the layers, undefined for those that are not there
   */
  async find(image: BaseLayersOf, proof: BlobProof): Promise<(Layer | undefined)[]> {
    let missing = await this.stillMissing(image.layers);
    for (const source of sourcesOf(this.target, image)) {
      if (missing.length === 0) break;
      for (const remote of await readableIn(this.client, source, this.signal)) {
        await this.learn(source.repository, remote, missing, proof);
        missing = await this.stillMissing(missing);
      }
    }
    const absent = new Set(missing);
    return Promise.all(image.layers.map(async (diffId) => (absent.has(diffId) ? undefined : this.knownLayer(diffId))));
  }

  /** A known layer, mounted into the repository. @returns undefined if it is not there */
  async one(diffId: string): Promise<Layer | undefined> {
    const missing = await this.stillMissing([diffId]);
    return missing.length === 0 ? this.knownLayer(diffId) : undefined;
  }

  private async knownLayer(diffId: string): Promise<Layer | undefined> {
    const known = await this.known.find(this.target.registry, diffId);
    if (!known) return undefined;
    const { mediaType, digest, size } = known;
    return { diffId, blob: { mediaType, digest, size } };
  }

  /** Adds the missing layers that an image provably has; its manifest alone may be wrong or forged. */
  private async learn(
    repository: string,
    { config, manifest }: RemoteImage,
    missing: readonly string[],
    proof: BlobProof,
  ): Promise<void> {
    const claimed = pairLayers(config.rootfs.diff_ids, manifest.layers).filter(
      ({ diffId, blob }) => missing.includes(diffId) && isLayerType(blob.mediaType),
    );
    const proven = await Promise.all(
      claimed.map(async ({ diffId, blob }): Promise<Layer | undefined> => {
        const real = await proof.of(repository, diffId, blob).catch((error: unknown) => unlessFatal(error, undefined));
        return real && { diffId, blob: real };
      }),
    );
    const layers = proven.filter((layer) => layer !== undefined);
    if (layers.length > 0) await this.known.learn(this.target.registry, repository, layers);
  }

  private async stillMissing(diffIds: readonly string[]): Promise<string[]> {
    const there = await Promise.all(
      diffIds.map(async (diffId) => {
        const layer = await this.known.find(this.target.registry, diffId);
        return layer !== undefined && (await this.mount(layer));
      }),
    );
    return diffIds.filter((_, index) => !there[index]);
  }

  private async mount(layer: KnownLayer): Promise<boolean> {
    const { client, signal } = this;
    const { repository } = this.target;
    if ((await client.headBlob(repository, layer.digest, signal)) !== undefined) return true;
    if (layer.repository === repository) return false;
    return client.mountBlob(repository, layer.digest, layer.repository, signal);
  }
}

function sourcesOf(target: ImageReference, image: Pick<BaseLayersOf, 'id' | 'digests'>): Source[] {
  const found: Source[] = [{ repository: target.repository, reference: target.tag, imageId: undefined }];
  for (const [name = '', digest] of image.digests.map((text) => text.split('@'))) {
    const { registry, repository } = ImageReference.parse(name);
    if (digest && registry === target.registry) found.push({ repository, reference: digest, imageId: image.id });
  }
  return found;
}

/** An unreadable image, whether for these credentials or for anyone, offers no layers. */
async function readableIn(client: RegistryClient, source: Source, signal: AbortSignal): Promise<RemoteImage[]> {
  const { repository, reference, imageId } = source;
  try {
    return imageId === undefined
      ? [await readRemoteImage(client, repository, reference, signal)].filter((image) => image !== undefined)
      : await findRemoteImages(client, repository, reference, imageId, signal);
  } catch (error) {
    return unlessFatal(error, []);
  }
}

/** An unreachable registry is a failure, not an image without layers. */
function unlessFatal<T>(error: unknown, otherwise: T): T {
  if (error instanceof FactoryError && !FATAL.includes(error.code)) return otherwise;
  throw error;
}
