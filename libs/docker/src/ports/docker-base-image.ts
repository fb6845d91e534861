import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import { baseDigestOf, baseNameOf, type ImageConfig, ImageConfigSchema, readJson } from '@image-factory/oci';
import type { BaseImage, ContainerFacts, HeldImage } from '@image-factory/runtime';
import { array, object, string } from 'valibot';
import type { DockerEngine } from '../engine/docker-engine.js';
import { Overlay2Layers } from '../layers/overlay2-layers.js';

/** The images of Docker's own image store, which accompanies the storage driver overlay2. */
export class DockerBaseImage implements BaseImage {
  constructor(private readonly engine: DockerEngine) {}

  /** Docker never removes the base image of a container. */
  async hold({ imageId, imageName = '' }: ContainerFacts): Promise<HeldImage> {
    const storage = await this.engine.info();
    const { rootDirectory, storageDriver } = storage;
    const config = await readBaseImage(rootDirectory, storageDriver, imageId);
    const blobs = new EngineBlobs(rootDirectory, storageDriver);
    const { digests = [] } = (await this.engine.images.inspect(imageId)) ?? {};
    return {
      id: imageId,
      config,
      digests,
      baseDigest: baseDigestOf(baseNameOf(imageName, imageId), digests),
      layers: new Overlay2Layers(this.engine, storage, imageId, config.rootfs.diff_ids),
      hasBlob: (diffId, digest) => blobs.has(diffId, digest),
      release: () => Promise.resolve(),
    };
  }
}

/**
 * Reads the configuration of an image from the runtime's data root.
 *
 * @param dataRoot data root of the runtime, as this process sees it
 * @param imageId `sha256:<64 hex>`: the content is verified against it
 * @throws FactoryError `direct_unavailable`
 */
async function readBaseImage(dataRoot: string, driver: string, imageId: string): Promise<ImageConfig> {
  const [algorithm = '', hex = ''] = imageId.split(':');
  const file = join(dataRoot, 'image', driver, 'imagedb/content', algorithm, hex);
  const content = await readFile(file).catch((cause: unknown) => {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const sentence = `The image ${imageId} cannot be read in the engine's data root (${file}: ${code}).`;
    throw new FactoryError('direct_unavailable', sentence, { cause });
  });
  if (algorithm !== 'sha256' || createHash('sha256').update(content).digest('hex') !== hex) {
    throw new FactoryError('direct_unavailable', `The image in ${file} is damaged.`);
  }
  const config = readJson(ImageConfigSchema, content);
  if (!config) throw new FactoryError('direct_unavailable', `The configuration of the image ${imageId} is not valid.`);
  return config;
}

const BlobsSchema = array(object({ Digest: string() }));

/**
 * The blobs that the runtime has pulled or pushed, by diff ID. The runtime records them after it has unpacked or packed
 * a layer itself, so unlike the digests of its images they do not depend on claims of a registry: a pull of an image
 * with a known configuration compares no layers.
 */
class EngineBlobs {
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
