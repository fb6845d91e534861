import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import { chainId } from '@image-factory/oci';
import type { NodeLayer, NodeLayers } from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';
import { exportedLayers } from './exported-layers.js';
import { TarSplit } from './tar-split.js';

/** Name of a layer's directory. */
const CACHE_ID = /^[a-z0-9-]+$/i;

/** Location of Docker's storage. */
export interface Overlay2Storage {
  /** Data root of the engine, as this process sees it. */
  readonly rootDirectory: string;
  readonly storageDriver: string;
}

/** The layers of an image in Docker's storage driver overlay2: unpacked, with a record of the original archive. */
export class Overlay2Layers implements NodeLayers {
  /**
   * @param imageId digest of the configuration
   * @param diffIds of the layers, lowest first
   */
  constructor(
    private readonly engine: DockerEngine,
    private readonly storage: Overlay2Storage,
    private readonly imageId: string,
    private readonly diffIds: readonly string[],
  ) {}

  async rebuilt(index: number): Promise<NodeLayer> {
    const { rootDirectory, storageDriver } = this.storage;
    const [algorithm = '', hex = ''] = chainId(this.diffIds.slice(0, index + 1)).split(':');
    const record = join(rootDirectory, 'image', storageDriver, 'layerdb', algorithm, hex);
    const cacheId = await textOf(join(record, 'cache-id'));
    if (!CACHE_ID.test(cacheId)) throw unreadable(join(record, 'cache-id'), 'it names no directory');
    const files = new TarSplit(join(record, 'tar-split.json.gz'), join(rootDirectory, storageDriver, cacheId, 'diff'));
    const size = Number(await textOf(join(record, 'size')).catch(() => ''));
    return { ...(size > 0 && { size }), read: (signal) => files.archive(signal) };
  }

  exported(signal: AbortSignal): AsyncIterable<NodeLayer> {
    return exportedLayers(this.engine.images.export(this.imageId, signal), this.diffIds);
  }
}

async function textOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, (error as NodeJS.ErrnoException).code ?? 'unknown error');
  });
  return text.trim();
}

function unreadable(file: string, reason: string): FactoryError {
  return new FactoryError('direct_unavailable', `The record of a layer, ${file}, cannot be read: ${reason}.`);
}
