import { is } from 'valibot';
import { readJson } from '../json/read-json.js';
import {
  DigestSchema,
  ImageIndexSchema,
  type ImageManifest,
  ImageManifestSchema,
  type StoredManifest,
} from '../registry/manifest.js';
import type { RegistryClient } from '../registry/registry-client.js';
import { type ImageConfig, ImageConfigSchema } from './image-config.js';
import { isConfigType } from './media-types.js';

/** Limit on the examined images of a list. */
const MAX_LISTED_IMAGES = 64;
/** Limit on a configuration, in bytes; real ones are shorter. */
const MAX_CONFIG_BYTES = 8 * 2 ** 20;

/** An image in a registry by its own claims: anyone with push access can forge them. */
export interface RemoteImage {
  readonly digest: string;
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
}

/**
 * Reads an image of a repository.
 *
 * @param reference tag or digest
 * @returns undefined if there is no single valid image: nothing, a list of images, another artifact, or a damaged image
 */
export async function readRemoteImage(
  client: RegistryClient,
  repository: string,
  reference: string,
  signal: AbortSignal,
): Promise<RemoteImage | undefined> {
  const stored = await client.getManifest(repository, reference, signal);
  return stored && readImage(client, repository, stored, undefined, signal);
}

/**
 * Finds the images with an id: the one of the reference, or all matches in a list. Their manifests may differ, and some
 * of them may be forged.
 *
 * @param reference tag or digest
 */
export async function findRemoteImages(
  client: RegistryClient,
  repository: string,
  reference: string,
  imageId: string,
  signal: AbortSignal,
): Promise<RemoteImage[]> {
  const stored = await client.getManifest(repository, reference, signal);
  if (!stored) return [];
  const listed = (readJson(ImageIndexSchema, stored.body)?.manifests ?? []).slice(0, MAX_LISTED_IMAGES);
  const manifests = await Promise.all(
    listed
      .filter(({ digest }) => is(DigestSchema, digest))
      .map(({ digest }) => client.getManifest(repository, digest, signal)),
  );
  const images = await Promise.all(
    [stored, ...manifests]
      .filter((manifest) => manifest !== undefined)
      .map((manifest) => readImage(client, repository, manifest, imageId, signal)),
  );
  return images.filter((image) => image !== undefined);
}

async function readImage(
  client: RegistryClient,
  repository: string,
  { body, digest }: StoredManifest,
  imageId: string | undefined,
  signal: AbortSignal,
): Promise<RemoteImage | undefined> {
  const manifest = readJson(ImageManifestSchema, body);
  if (!manifest || !isConfigType(manifest.config.mediaType) || manifest.config.size > MAX_CONFIG_BYTES)
    return undefined;
  if (imageId && manifest.config.digest !== imageId) return undefined;
  const content = await client.getBlob(repository, manifest.config.digest, signal);
  const config = content && readJson(ImageConfigSchema, content);
  if (config?.rootfs.diff_ids.length !== manifest.layers.length) return undefined;
  return { digest, manifest, config };
}
