import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, object, string } from 'valibot';
import { readJson } from '@image-factory/oci';

const BlobsSchema = array(object({ Digest: string() }));

/**
 * The blobs that the runtime has pulled or pushed, by diff ID. The runtime records them after it has unpacked or packed
 * a layer itself, so unlike the digests of its images they do not depend on claims of a registry: a pull of an image
 * with a known configuration compares no layers.
 */
export class EngineBlobs {
  private readonly directory: string;

  /**
   * @param dataRoot data root of the runtime, as this process sees it
   * @param driver its storage driver
   */
  constructor(dataRoot: string, driver: string) {
    this.directory = join(dataRoot, 'image', driver, 'distribution/v2metadata-by-diffid');
  }

  /** Whether the blob holds the layer. False without a record of the runtime. */
  async has(diffId: string, blob: string): Promise<boolean> {
    const [algorithm = '', hex = ''] = diffId.split(':');
    const content = await readFile(join(this.directory, algorithm, hex)).catch(() => undefined);
    const blobs = content && readJson(BlobsSchema, content);
    return blobs?.some(({ Digest }) => Digest === blob) ?? false;
  }
}
