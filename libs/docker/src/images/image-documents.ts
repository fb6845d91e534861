import { createHash } from 'node:crypto';
import { DigestSchema, type ImageConfig, ImageConfigSchema, readJson } from '@image-factory/oci';
import { array, nullish, object, string } from 'valibot';

/** Manifests and configurations of images, by their digests. */
export interface ImageDocuments {
  /** @returns undefined if it is missing, or does not have its digest */
  read(digest: string): Promise<Buffer | undefined>;
}

/** A configuration with its digest. */
export interface FoundConfig {
  /** `sha256:<64 hex>` */
  readonly id: string;
  readonly config: ImageConfig;
}

/** Limit on a document, in bytes; real ones are shorter. */
export const MAX_DOCUMENT_BYTES = 8 * 2 ** 20;

const ManifestSchema = object({ config: object({ digest: DigestSchema }) });
const IndexSchema = object({
  manifests: array(
    object({
      digest: DigestSchema,
      platform: nullish(object({ os: nullish(string(), ''), architecture: nullish(string(), '') })),
    }),
  ),
});

/** Architecture of this node in the spelling of images. */
const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;

/**
 * Resolves a digest to a configuration.
 *
 * @param digest of a configuration, a manifest, or a list of manifests
 * @returns undefined if a document is missing, or a list has not exactly one image of this node's platform
 */
export async function findConfig(documents: ImageDocuments, digest: string): Promise<FoundConfig | undefined> {
  const content = await documents.read(digest);
  if (!content) return undefined;
  const config = readJson(ImageConfigSchema, content);
  if (config) return { id: digest, config };
  const manifest = readJson(ManifestSchema, content);
  if (manifest) return findConfig(documents, manifest.config.digest);
  const listed = readJson(IndexSchema, content)?.manifests ?? [];
  const own = listed.filter(({ platform }) => platform?.os === 'linux' && platform.architecture === ARCHITECTURE);
  const found = await Promise.all(own.map((each) => findConfig(documents, each.digest)));
  const [first, ...others] = found.filter((each) => each !== undefined);
  return others.length === 0 ? first : undefined;
}

/** Whether the content has the digest. */
export function hasDigest(content: Buffer, digest: string): boolean {
  return digest === digestOf(content);
}

/** `sha256:<64 hex>` */
export function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
