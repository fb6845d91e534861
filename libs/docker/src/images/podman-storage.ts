import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '@image-factory/oci';
import { array, nullish, object, string } from 'valibot';
import { hasDigest, type ImageDocuments } from './image-documents.js';

const LayersSchema = array(
  object({
    // Digests of the layer, and of the blob that it was unpacked from.
    'diff-digest': nullish(string(), ''),
    'compressed-diff-digest': nullish(string(), ''),
    // A layer that was pulled in parts is identified by its table of contents; its blob was never read completely.
    'toc-digest': nullish(string(), ''),
  }),
);

/** Podman's storage on the disk, with the storage driver overlay. */
export class PodmanStorage implements ImageDocuments {
  /** @param root of the storage, as this process sees it: `/var/lib/containers/storage` */
  constructor(private readonly root: string) {}

  /** The configuration of an image, which is stored under its digest in the folder of the image. */
  async read(digest: string): Promise<Buffer | undefined> {
    const name = `=${Buffer.from(digest).toString('base64')}`;
    const file = join(this.root, 'overlay-images', digest.replace('sha256:', ''), name);
    const content = await readFile(file).catch(() => undefined);
    return content && hasDigest(content, digest) ? content : undefined;
  }

  /** Whether Podman has unpacked this blob as the layer. */
  async hasBlob(diffId: string, digest: string): Promise<boolean> {
    const content = await readFile(join(this.root, 'overlay-layers/layers.json')).catch(() => undefined);
    const layers = (content && readJson(LayersSchema, content)) ?? [];
    return layers.some(
      (layer) =>
        layer['diff-digest'] === diffId && layer['compressed-diff-digest'] === digest && layer['toc-digest'] === '',
    );
  }
}
