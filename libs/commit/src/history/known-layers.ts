import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, literal, object, optional, string, tuple } from 'valibot';
import { type Descriptor, DescriptorSchema, DigestSchema, readJson } from '@image-factory/oci';
import { KeyedMutex, writeFileAtomic } from '@image-factory/resilience';

/** Limit on the records of all registries. */
const MAX_REMEMBERED = 4000;
/** Version 1 also trusted the claims of images in a registry, so its records are ignored. */
const VERSION = 2;

const KnownLayerSchema = object({ ...DescriptorSchema.entries, repository: string() });
const FileSchema = object({
  version: literal(VERSION),
  layers: array(tuple([string(), KnownLayerSchema])),
  /** By chain ID: the diff IDs of layers that were packed again from their directories on this node. */
  substitutes: optional(array(tuple([string(), DigestSchema])), []),
});

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

interface Records {
  /** By registry and diff ID. */
  readonly layers: Map<string, KnownLayer>;
  /** Diff IDs by chain ID. */
  readonly substitutes: Map<string, string>;
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
  private records: Promise<Records> | undefined;
  private readonly writes = new KeyedMutex();

  /** @param directory state folder of the agent */
  constructor(directory: string) {
    this.file = join(directory, 'layers.json');
  }

  async find(registry: string, diffId: string): Promise<KnownLayer | undefined> {
    return (await this.load()).layers.get(`${registry} ${diffId}`);
  }

  /** @param proven layers of the repository that were pushed from this node, or compared with their diff IDs */
  async learn(registry: string, repository: string, proven: readonly Layer[]): Promise<void> {
    const records = await this.load();
    for (const { diffId, blob } of proven) {
      const { mediaType, digest, size } = blob;
      putLast(records.layers, `${registry} ${diffId}`, { mediaType, digest, size, repository });
    }
    await this.store(records);
  }

  /**
   * The layer that replaces one of an image, since it was packed again from its directory on this node.
   *
   * @param chainId of the replaced layer and those below
   * @returns diff ID
   */
  async substituteOf(chainId: string): Promise<string | undefined> {
    return (await this.load()).substitutes.get(chainId);
  }

  /** @param diffId of a layer that was packed from the directory of the one with the chain ID */
  async learnSubstitute(chainId: string, diffId: string): Promise<void> {
    const records = await this.load();
    putLast(records.substitutes, chainId, diffId);
    await this.store(records);
  }

  private async store({ layers, substitutes }: Records): Promise<void> {
    const content = JSON.stringify({ version: VERSION, layers: [...layers], substitutes: [...substitutes] });
    await this.writes.run(this.file, () => writeFileAtomic(this.file, content)).catch(() => undefined);
  }

  private load(): Promise<Records> {
    this.records ??= readFile(this.file).then(
      (content) => {
        const file = readJson(FileSchema, content);
        return { layers: new Map(file?.layers), substitutes: new Map(file?.substitutes) };
      },
      () => ({ layers: new Map<string, KnownLayer>(), substitutes: new Map<string, string>() }),
    );
    return this.records;
  }
}

/** Keeps the newest entries last, and evicts the oldest ones. */
function putLast<T>(records: Map<string, T>, key: string, value: T): void {
  records.delete(key);
  records.set(key, value);
  for (const oldest of records.keys()) {
    if (records.size <= MAX_REMEMBERED) break;
    records.delete(oldest);
  }
}
