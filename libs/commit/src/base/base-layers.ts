import { FactoryError } from '@image-factory/errors';
import { chainId, type Compressor, type ImageReference, type RegistryClient } from '@image-factory/oci';
import type { KeyedMutex } from '@image-factory/resilience';
import type { HeldImage, NodeLayer } from '@image-factory/runtime';
import type { CommitObserver } from '../commit-observer.js';
import type { KnownLayers, Layer } from '../history/known-layers.js';
import { BlobProof } from './blob-proof.js';
import { LayerTransfer } from './layer-transfer.js';
import { type OriginClients, OriginLayers } from './origin-layers.js';
import { PresentLayers } from './present-layers.js';
import { RepackedLayer } from './repacked-layer.js';
import { blaming, SourceFailure } from './verified-layer.js';

/** Collaborators of the base layers of one commit. */
export interface BaseLayersParts {
  readonly client: RegistryClient;
  readonly origins: OriginClients;
  readonly known: KnownLayers;
  readonly compressor: Compressor;
  /** Serializes the uploads of a layer to a repository. */
  readonly uploads: KeyedMutex;
  readonly observer: Pick<CommitObserver, 'progress'>;
  readonly signal: AbortSignal;
}

/** A source's copy of a layer. */
interface Offer {
  readonly layer: NodeLayer;
  /** For people: `the content store of the node`. */
  readonly from: string;
}

/** Brings the layers of a container's base image into the target repository, from the cheapest source that has them. */
export class BaseLayers {
  private readonly diffIds: readonly string[];
  private readonly proof: BlobProof;
  private readonly present: PresentLayers;
  private readonly transfer: LayerTransfer;
  private readonly origin: OriginLayers;
  /** Why sources did not provide a layer. */
  private readonly reasons = new Set<string>();
  private isExported = false;

  constructor(
    private readonly parts: BaseLayersParts,
    private readonly target: ImageReference,
    private readonly image: HeldImage,
  ) {
    const { client, known, origins, signal } = parts;
    this.diffIds = image.config.rootfs.diff_ids;
    this.proof = new BlobProof(client, image, signal);
    this.present = new PresentLayers(client, known, target, signal);
    this.transfer = new LayerTransfer({ ...parts, target });
    this.origin = new OriginLayers(image, origins, (reason) => this.reasons.add(reason), signal);
  }

  /**
   * Finds each layer: in the target repository; in another repository of its registry, by a mount; in the content store
   * of the node; in a registry that the image came from; rebuilt or exported on the node; or packed again from its
   * directory, with another diff ID.
   *
   * @returns the layers, lowest first; all are in the repository
   * @throws FactoryError `direct_unavailable` if no source has a layer; `registry_*`, `direct_failed`, `cancelled`
   */
  async find(): Promise<Layer[]> {
    const { diffIds, image } = this;
    const present = await this.present.find({ ...image, layers: diffIds }, this.proof);
    const found: Layer[] = [];
    for (const index of diffIds.keys()) {
      found.push(present[index] ?? (await this.substitute(index)) ?? (await this.bring(index)));
    }
    return found;
  }

  /** Serialized per layer and repository: the next commit finds the layer there. */
  private bring(index: number): Promise<Layer> {
    const { uploads, signal } = this.parts;
    return uploads
      .run(`${this.target.name} ${this.diffIds[index]!}`, () => this.fetch(index), signal)
      .catch((error: unknown) => {
        throw signal.aborted ? new FactoryError('cancelled', 'The commit was cancelled.') : error;
      });
  }

  private async fetch(index: number): Promise<Layer> {
    const diffId = this.diffIds[index]!;
    const there = (await this.present.one(diffId)) ?? (await this.substitute(index));
    if (there) return there;
    for await (const offer of this.offers(index)) {
      const layer = (await this.alreadySent(diffId, offer.layer)) ?? (await this.send(index, offer));
      if (layer) return layer;
    }
    return (await this.exported(diffId)) ?? (await this.repacked(index)) ?? this.unavailable(diffId);
  }

  private async *offers(index: number): AsyncGenerator<Offer, void, undefined> {
    const { layers } = this.image;
    const stored = await layers?.stored?.(index);
    if (stored) yield { layer: stored, from: 'the content store of the node' };
    for (const layer of await this.origin.of(this.diffIds[index]!)) yield { layer, from: layer.registry };
    const rebuilt = await layers?.rebuilt?.(index).catch((error: unknown) => this.excuse(error));
    if (rebuilt) yield { layer: rebuilt, from: 'its directory on the node' };
  }

  /** The repository may have the blob although no known image refers to it. */
  private async alreadySent(diffId: string, { digest, size }: NodeLayer): Promise<Layer | undefined> {
    if (!digest || size === undefined || !(await this.image.hasBlob(diffId, digest))) return undefined;
    const { registry, repository } = this.target;
    const blob = await this.proof.of(repository, diffId, { mediaType: '', digest, size });
    if (!blob) return undefined;
    await this.parts.known.learn(registry, repository, [{ diffId, blob }]);
    return { diffId, blob };
  }

  private async send(index: number, { layer, from }: Offer): Promise<Layer | undefined> {
    const wanted = new Set([this.diffIds[index]!]);
    try {
      return await this.transfer.send(layer, wanted, (bytes) => this.report(index, from, bytes, layer.size));
    } catch (error) {
      return this.excuse(error, from);
    }
  }

  /** An export contains all layers, so it is read once for all missing ones. */
  private async exported(diffId: string): Promise<Layer | undefined> {
    const { signal } = this.parts;
    const layers = this.isExported ? undefined : this.image.layers?.exported?.(signal);
    if (!layers) return undefined;
    this.isExported = true;
    const from = 'an export of the image';
    const there = await Promise.all(this.diffIds.map((each) => this.present.one(each)));
    const wanted = new Set(this.diffIds.filter((_, index) => !there[index]));
    const report = (bytes: number): void => this.report(this.diffIds.indexOf(diffId), from, bytes, undefined);
    try {
      for await (const layer of blaming(layers)) {
        const sent = await this.transfer.send(layer, wanted, report).catch((error) => this.excuse(error, from));
        if (sent) wanted.delete(sent.diffId);
        if (wanted.size === 0) break;
      }
    } catch (error) {
      this.excuse(error, from);
    }
    return this.present.one(diffId);
  }

  /** The layer that an earlier commit has packed from the directory. */
  private async substitute(index: number): Promise<Layer | undefined> {
    const diffId = await this.parts.known.substituteOf(this.chain(index));
    return diffId === undefined ? undefined : this.present.one(diffId);
  }

  private async repacked(index: number): Promise<Layer | undefined> {
    const { known } = this.parts;
    const directory = await this.image.layers?.directory?.(index);
    if (directory === undefined) return undefined;
    const from = 'its directory on the node, packed as a new layer';
    const layer = await new RepackedLayer(directory, { ...this.parts, target: this.target }).upload((bytes, total) =>
      this.report(index, from, bytes, total),
    );
    await known.learn(this.target.registry, this.target.repository, [layer]);
    await known.learnSubstitute(this.chain(index), layer.diffId);
    return layer;
  }

  private chain(index: number): string {
    return chainId(this.diffIds.slice(0, index + 1));
  }

  private report(index: number, from: string, bytes: number, size: number | undefined): void {
    const message = `Uploading layer ${index + 1} of ${this.diffIds.length} of the base image from ${from}.`;
    const total = size === undefined ? {} : { totalBytes: Math.max(bytes, size) };
    this.parts.observer.progress({ phase: 'committing', message, bytes, ...total });
  }

  /** Records the failure of a source, so that the next source is used; rethrows any other failure. */
  private excuse(error: unknown, from?: string): undefined {
    const isSource = error instanceof SourceFailure || (from === undefined && error instanceof FactoryError);
    if (this.parts.signal.aborted || !isSource) throw error;
    this.reasons.add(from ? `${from}: ${error.message}` : error.message.replace(/\.$/, ''));
    return undefined;
  }

  private unavailable(diffId: string): never {
    const reasons = this.reasons.size > 0 ? `: ${[...this.reasons].join('; ')}` : '';
    const sentence = `No source has the layer ${diffId} of the image of the container${reasons}.`;
    throw new FactoryError('direct_unavailable', sentence);
  }
}
