import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Descriptor } from '../../registry/manifest.js';
import type { RemoteImage } from '../image/remote-image.js';
import { writeState } from './state-file.js';

/** How many layers are remembered over all registries. */
const LIMIT = 4000;

/** A layer that was seen in a registry. */
export interface KnownLayer extends Descriptor {
  readonly repository: string;
}

/** Remembers what uncompressed layers are in registries; safe to lose. */
export class KnownLayers {
  private readonly file: string;
  private layers: Promise<Map<string, KnownLayer>> | undefined;
  private writing = Promise.resolve();

  /** @param directory where the agent keeps its state */
  constructor(directory: string) {
    this.file = join(directory, 'layers.json');
  }

  async find(registry: string, diffId: string): Promise<KnownLayer | undefined> {
    return (await this.load()).get(`${registry} ${diffId}`);
  }

  /** Remembers the layers of an image. */
  async learn(registry: string, repository: string, { config, manifest }: Omit<RemoteImage, 'digest'>): Promise<void> {
    const layers = await this.load();
    manifest.layers.forEach(({ mediaType, digest, size }, index) => {
      const key = `${registry} ${config.rootfs.diff_ids[index]}`;
      // The newest are the last.
      layers.delete(key);
      layers.set(key, { mediaType, digest, size, repository });
    });
    for (const key of layers.keys()) {
      if (layers.size <= LIMIT) break;
      layers.delete(key);
    }
    const content = JSON.stringify([...layers]);
    this.writing = this.writing.then(() => writeState(this.file, content)).catch(() => undefined);
    await this.writing;
  }

  private load(): Promise<Map<string, KnownLayer>> {
    this.layers ??= readFile(this.file, 'utf8')
      .then((content) => new Map(JSON.parse(content) as [string, KnownLayer][]))
      .catch(() => new Map<string, KnownLayer>());
    return this.layers;
  }
}
