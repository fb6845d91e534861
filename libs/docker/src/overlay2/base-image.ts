import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import { type ImageConfig, ImageConfigSchema, readJson } from '@image-factory/oci';

/**
 * Reads the configuration of an image from the runtime's data root.
 *
 * @param dataRoot data root of the runtime, as this process sees it
 * @param imageId `sha256:<64 hex>`: the content is verified against it
 * @throws FactoryError `direct_unavailable`
 */
export async function readBaseImage(dataRoot: string, driver: string, imageId: string): Promise<ImageConfig> {
  const [algorithm = '', hex = ''] = imageId.split(':');
  const file = join(dataRoot, 'image', driver, 'imagedb/content', algorithm, hex);
  const content = await readFile(file).catch((cause: unknown) => {
    throw new FactoryError('direct_unavailable', `The image ${imageId} cannot be read in ${dataRoot}.`, { cause });
  });
  if (algorithm !== 'sha256' || createHash('sha256').update(content).digest('hex') !== hex) {
    throw new FactoryError('direct_unavailable', `The image in ${file} is damaged.`);
  }
  const config = readJson(ImageConfigSchema, content);
  if (!config) throw new FactoryError('direct_unavailable', `The configuration of the image ${imageId} is not valid.`);
  return config;
}
