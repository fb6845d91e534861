import {
  array,
  type InferOutput,
  literal,
  minValue,
  nullable,
  number,
  object,
  optional,
  pipe,
  readonly,
  regex,
  safeInteger,
  string,
} from 'valibot';

/** Media types of manifests; those of single images first. */
export const MANIFEST_TYPES = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.index.v1+json',
] as const;

/** `sha256:<64 hex>`, the only digest algorithm of images. */
export const DigestSchema = pipe(string(), regex(/^sha256:[a-f0-9]{64}$/));

/** A content descriptor: media type, digest and size in bytes. */
export const DescriptorSchema = object({
  mediaType: string(),
  digest: DigestSchema,
  size: pipe(number(), safeInteger(), minValue(0)),
});
export type Descriptor = Readonly<InferOutput<typeof DescriptorSchema>>;

/** A manifest as the registry stores it. */
export interface StoredManifest extends Descriptor {
  /** The exact bytes that the digest covers. */
  readonly body: Buffer;
}

/** The parts of an image manifest. */
export const ImageManifestSchema = pipe(
  object({
    schemaVersion: literal(2),
    mediaType: optional(string()),
    config: DescriptorSchema,
    // Go encodes an empty list as null.
    layers: pipe(nullable(array(DescriptorSchema), []), readonly()),
  }),
  readonly(),
);
export type ImageManifest = InferOutput<typeof ImageManifestSchema>;

/** A list of images, one per platform; it may contain other artifacts. */
export const ImageIndexSchema = object({ manifests: array(object({ digest: string() })) });

/** Responses by which a registry confirms a digest, strongest evidence first. */
export type VerifiedBy = 'head' | 'get' | 'push';
