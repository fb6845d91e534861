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

/** Media types of manifests, those of one image first. */
export const MANIFEST_TYPES = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.index.v1+json',
] as const;

/** `sha256:<64 hex>`: no other digest is used for images. */
export const DigestSchema = pipe(string(), regex(/^sha256:[a-f0-9]{64}$/));

/** A pointer to content: what it is, its digest and its size in bytes. */
export const DescriptorSchema = object({
  mediaType: string(),
  digest: DigestSchema,
  size: pipe(number(), safeInteger(), minValue(0)),
});
export type Descriptor = Readonly<InferOutput<typeof DescriptorSchema>>;

/** A manifest as the registry keeps it. */
export interface StoredManifest extends Descriptor {
  /** The very bytes that the digest is of. */
  readonly body: Buffer;
}

/** The parts of the manifest of one image. */
export const ImageManifestSchema = pipe(
  object({
    schemaVersion: literal(2),
    mediaType: optional(string()),
    config: DescriptorSchema,
    // Go writes null for a list without elements.
    layers: pipe(nullable(array(DescriptorSchema), []), readonly()),
  }),
  readonly(),
);
export type ImageManifest = InferOutput<typeof ImageManifestSchema>;

/** A list of images, one for each platform; other things may be in it, too. */
export const ImageIndexSchema = object({ manifests: array(object({ digest: string() })) });

/** The answers by which a registry confirms a digest, the strongest evidence first. */
export type VerifiedBy = 'head' | 'get' | 'push';
