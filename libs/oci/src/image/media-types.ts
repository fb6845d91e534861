import type { Descriptor } from '../registry/manifest.js';
import type { CompressionFormat } from '../layer/compression.js';

const DOCKER_LAYER = 'application/vnd.docker.image.rootfs.diff.tar';
const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar';
const KNOWN_LAYER =
  /^application\/vnd\.(?:docker\.image\.rootfs\.diff\.tar|oci\.image\.layer\.v1\.tar)(?:[.+](gzip|zstd))?$/;

/** The media types of an image: Docker's, which every runtime reads, or OCI's, which support zstd. */
export interface MediaTypes {
  readonly manifest: string;
  readonly config: string;
  /** Whether manifests have annotations. */
  readonly hasAnnotations: boolean;
  /** Media type of a layer with this compression. */
  readonly layer: (compression: CompressionFormat | undefined) => string;
}

const DOCKER: MediaTypes = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  hasAnnotations: false,
  layer: (compression) => (compression ? `${DOCKER_LAYER}.${compression}` : DOCKER_LAYER),
};

const OCI: MediaTypes = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  hasAnnotations: true,
  layer: (compression) => (compression ? `${OCI_LAYER}+${compression}` : OCI_LAYER),
};

function compressionOf({ mediaType }: Descriptor): CompressionFormat | undefined {
  return KNOWN_LAYER.exec(mediaType)?.[1] as CompressionFormat | undefined;
}

/** The media types for an image with these layers. */
export function mediaTypesFor(layers: readonly Descriptor[]): MediaTypes {
  return layers.some((layer) => compressionOf(layer) === 'zstd') ? OCI : DOCKER;
}

/** The descriptor of a layer in an image with these media types. */
export function inTypes(types: MediaTypes, layer: Descriptor): Descriptor {
  const { digest, size } = layer;
  return { mediaType: types.layer(compressionOf(layer)), size, digest };
}

/** Whether a blob with this media type can be a layer of a commit; false for foreign layers and other content. */
export function isLayerType(mediaType: string): boolean {
  return KNOWN_LAYER.test(mediaType);
}

/** Whether a manifest's configuration is that of an image. */
export function isConfigType(mediaType: string): boolean {
  return mediaType === DOCKER.config || mediaType === OCI.config;
}

/** The media type of a layer by its compression; undefined means uncompressed. */
export function layerType(compression: CompressionFormat | undefined): string {
  return (compression === 'zstd' ? OCI : DOCKER).layer(compression);
}
