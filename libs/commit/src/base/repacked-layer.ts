import type { Compressor, ImageReference, RegistryClient } from '@image-factory/oci';
import { layerType } from '@image-factory/oci';
import type { Layer } from '../history/known-layers.js';
import { LayerStream } from '../layer/layer-stream.js';
import { findUpper } from '../upper/find-upper.js';
import { planWhole } from '../upper/layer-plan.js';
import { supportedOnly } from '../upper/unsupported-entries.js';
import { UpperListing } from '../upper/upper-listing.js';

/** Collaborators of a repacked layer. */
export interface RepackedLayerParts {
  readonly client: RegistryClient;
  readonly compressor: Compressor;
  readonly target: ImageReference;
  readonly signal: AbortSignal;
}

/** A layer that is packed again from its directory on the node: the same files, another archive. */
export class RepackedLayer {
  /** @param directory in the form of an upper directory of overlayfs */
  constructor(
    private readonly directory: string,
    private readonly parts: RepackedLayerParts,
  ) {}

  /**
   * Uploads the layer. The archive depends on the files only, so a repetition has the same diff ID.
   *
   * @param onBytes receives the number of uncompressed bytes read so far, and the expected total
   * @throws FactoryError `direct_unavailable`, `direct_failed`, `unsupported_path`, `registry_*`, `cancelled`
   */
  async upload(onBytes: (bytes: number, total: number) => void): Promise<Layer> {
    const { directory } = this;
    const { client, compressor, target, signal } = this.parts;
    const plan = await planWhole(await UpperListing.pack(supportedOnly(findUpper(directory, signal))));
    const { bytes: total } = plan;
    const observer = {
      onBytes: (bytes: number) => onBytes(bytes, Math.max(bytes, total)),
      onRead: () => Promise.resolve(),
    };
    const content = { ...plan, directory, paths: withRoot(plan.paths) };
    const stream = new LayerStream(content, compressor, observer, signal);
    const { digest, size } = await client.uploadBlob(target.repository, stream, signal);
    return { diffId: stream.diffId, blob: { mediaType: layerType(compressor.format), digest, size } };
  }
}

/** Unlike an upper directory, the root of a layer may have an owner and a mode of its own. */
async function* withRoot(
  paths: AsyncIterable<Iterable<string>> | Iterable<Iterable<string>>,
): AsyncGenerator<Iterable<string>, void, undefined> {
  yield ['.'];
  yield* paths;
}
