import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, literal, object, string, tuple } from 'valibot';
import { type Descriptor, DescriptorSchema, readJson } from '@image-factory/oci';
import { KeyedMutex, writeFileAtomic } from '@image-factory/resilience';

/** Limit on the records of all registries. */
const MAX_REMEMBERED = 4000;
/** Version 1 also trusted the claims of images in a registry, so its records are ignored. */
const VERSION = 2;

const KnownLayerSchema = object({ ...DescriptorSchema.entries, repository: string() });
const FileSchema = object({ version: literal(VERSION), layers: array(tuple([string(), KnownLayerSchema])) });

/** A layer in a registry. */
export interface KnownLayer extends Descriptor {
  readonly repository: string;
}

/** A layer of an image, and the blob that holds it. */
export interface Layer {
  /** Digest of the uncompressed layer. */
  readonly diffId: string;
  readonly blob: Descriptor;
}

/** Pairs the diff IDs of a configuration with the blobs of its manifest. */
export function pairLayers(diffIds: readonly string[], blobs: readonly Descriptor[]): Layer[] {
  return blobs.flatMap((blob, index) => {
    const diffId = diffIds[index];
    return diffId === undefined ? [] : [{ diffId, blob }];
  });
}

/**
 * Records which registry blobs hold which uncompressed layers; safe to lose. All users' images are built on these
 * records, so they hold only layers that were pushed from this node or compared with the diff ID.
 */
export class KnownLayers {
  private readonly file: string;
  private layers: Promise<Map<string, KnownLayer>> | undefined;
  private readonly writes = new KeyedMutex();

  /** @param directory state folder of the agent */
  constructor(directory: string) {
    this.file = join(directory, 'layers.json');
  }

  async find(registry: string, diffId: string): Promise<KnownLayer | undefined> {
    return (await this.load()).get(`${registry} ${diffId}`);
  }

  /** @param proven layers of the repository that were pushed from this node, or compared with their diff IDs */
  async learn(registry: string, repository: string, proven: readonly Layer[]): Promise<void> {
    const layers = await this.load();
    for (const { diffId, blob } of proven) {
      const { mediaType, digest, size } = blob;
      const key = `${registry} ${diffId}`;
      // Keeps the newest entries last.
      layers.delete(key);
      layers.set(key, { mediaType, digest, size, repository });
    }
    for (const key of layers.keys()) {
      if (layers.size <= MAX_REMEMBERED) break;
      layers.delete(key);
    }
    const content = JSON.stringify({ version: VERSION, layers: [...layers] });
    await this.writes.run(this.file, () => writeFileAtomic(this.file, content)).catch(() => undefined);
  }

  private load(): Promise<Map<string, KnownLayer>> {
    this.layers ??= readFile(this.file).then(
      (content) => new Map(readJson(FileSchema, content)?.layers),
      () => new Map<string, KnownLayer>(),
    );
    return this.layers;
  }
}
