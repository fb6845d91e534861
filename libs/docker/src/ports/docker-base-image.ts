import type { BaseImage, ContainerFacts, HeldImage } from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';
import { readBaseImage } from '../overlay2/base-image.js';
import { EngineBlobs } from '../overlay2/engine-blobs.js';

/** The images of Docker's own image store, which accompanies the storage driver overlay2. */
export class DockerBaseImage implements BaseImage {
  constructor(private readonly engine: DockerEngine) {}

  /** Docker never removes the base image of a container. */
  async hold({ imageId }: ContainerFacts): Promise<HeldImage> {
    const { rootDirectory, storageDriver } = await this.engine.info();
    const config = await readBaseImage(rootDirectory, storageDriver, imageId);
    const blobs = new EngineBlobs(rootDirectory, storageDriver);
    return {
      id: imageId,
      config,
      digests: (await this.engine.inspectImage(imageId))?.digests ?? [],
      hasBlob: (diffId, digest) => blobs.has(diffId, digest),
      release: () => Promise.resolve(),
    };
  }
}
