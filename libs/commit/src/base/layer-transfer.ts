import type { Compressor, ImageReference, RegistryClient } from '@image-factory/oci';
import type { NodeLayer } from '@image-factory/runtime';
import type { Layer, KnownLayers } from '../history/known-layers.js';
import { VerifiedLayer } from './verified-layer.js';

/** Collaborators of a transfer. */
export interface LayerTransferParts {
  readonly client: RegistryClient;
  readonly compressor: Compressor;
  readonly known: KnownLayers;
  /** Names the repository that receives the layers. */
  readonly target: ImageReference;
  readonly signal: AbortSignal;
}

/** Uploads unverified layers of an image, without a copy on disk. */
export class LayerTransfer {
  constructor(private readonly parts: LayerTransferParts) {}

  /**
   * Uploads a layer if its content has one of the diff IDs, and remembers it.
   *
   * @param onBytes receives the number of bytes that were read
   * @throws SourceFailure if the content is unreadable or another one: the registry keeps nothing of it
   * @throws FactoryError `registry_*` of the target, `direct_failed`, `cancelled`
   */
  async send(layer: NodeLayer, wanted: ReadonlySet<string>, onBytes: (bytes: number) => void): Promise<Layer> {
    const { client, compressor, known, target, signal } = this.parts;
    const { registry, repository } = target;
    const content = await VerifiedLayer.open(layer, compressor, wanted, onBytes, signal);
    const { digest, size } = await client.uploadBlob(repository, content, signal);
    const sent = { diffId: content.diffId, blob: { mediaType: content.mediaType, digest, size } };
    await known.learn(registry, repository, [sent]);
    return sent;
  }
}
