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

/** How many images of a list are looked at. */
const MAX_LISTED_IMAGES = 64;
/** The longest configuration that is read, in bytes: nobody makes longer ones. */
const MAX_CONFIG_BYTES = 8 * 2 ** 20;

/** An image in a registry, as it describes itself: anyone who may push there can claim anything. */
export interface RemoteImage {
  readonly digest: string;
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
}

/**
 * Reads an image of a repository.
 *
 * @param reference tag or digest
 * @returns undefined if there is none: nothing, a list of images, something that is no image, or a damaged one
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
 * Finds the images with an id: the one of the reference, or all in a list that have it. They may differ in their
 * manifests, and not all of these need to be true.
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
