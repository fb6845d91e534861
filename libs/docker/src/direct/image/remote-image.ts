import type { ImageManifest, StoredManifest } from '../../registry/manifest.js';
import type { RegistryClient } from '../../registry/registry-client.js';
import type { ImageConfig } from './image-config.js';

/** An image in a registry: what its layers are there, by what they are uncompressed. */
export interface RemoteImage {
  readonly digest: string;
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
}

interface ManifestList {
  readonly manifests: readonly { readonly digest: string; readonly platform?: { readonly architecture?: string } }[];
}

/**
 * Reads an image of a repository.
 *
 * @param reference tag or digest; of a list of images the one with the id counts
 * @param imageId the image must have this id; undefined takes any
 * @returns undefined if there is none that can be read
 */
export async function readRemoteImage(
  client: RegistryClient,
  repository: string,
  reference: string,
  imageId: string | undefined,
  signal: AbortSignal,
): Promise<RemoteImage | undefined> {
  const stored = await client.getManifest(repository, reference, signal);
  if (!stored) return undefined;
  if (/list|index/.test(stored.mediaType)) {
    const { manifests } = JSON.parse(stored.body.toString()) as ManifestList;
    for (const { digest } of imageId ? manifests : []) {
      const found = await client.getManifest(repository, digest, signal);
      const image = found && (await readImage(client, repository, found, imageId, signal));
      if (image) return image;
    }
    return undefined;
  }
  return readImage(client, repository, stored, imageId, signal);
}

async function readImage(
  client: RegistryClient,
  repository: string,
  { body, digest }: StoredManifest,
  imageId: string | undefined,
  signal: AbortSignal,
): Promise<RemoteImage | undefined> {
  const manifest = JSON.parse(body.toString()) as Partial<ImageManifest>;
  if (!manifest.config || !manifest.layers || (imageId && manifest.config.digest !== imageId)) return undefined;
  const content = await client.getBlob(repository, manifest.config.digest, signal);
  if (!content) return undefined;
  const config = JSON.parse(content.toString()) as ImageConfig;
  if (config.rootfs?.diff_ids?.length !== manifest.layers.length) return undefined;
  return { digest, manifest: manifest as ImageManifest, config };
}
