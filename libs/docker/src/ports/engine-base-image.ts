import { FactoryError } from '@image-factory/errors';
import type { BaseImage, ContainerFacts, HeldImage, NodeLayers, WritableLayer } from '@image-factory/runtime';
import { baseDigestOf, baseNameOf } from '@image-factory/oci';
import type { DockerEngine } from '../engine/docker-engine.js';
import { ContentFiles } from '../images/content-files.js';
import { findConfig, type FoundConfig } from '../images/image-documents.js';
import { ImageExport } from '../images/image-export.js';
import { PodmanStorage } from '../images/podman-storage.js';
import { exportedLayers } from '../layers/exported-layers.js';
import { DockerBaseImage } from './docker-base-image.js';

/** The base images in the image store of the runtime; no runtime removes the image of a container. */
export class EngineBaseImage implements BaseImage {
  private readonly overlay2: DockerBaseImage;
  private readonly exported: ImageExport;

  constructor(
    private readonly engine: DockerEngine,
    private readonly layers: Pick<WritableLayer, 'runtimePaths'>,
  ) {
    this.overlay2 = new DockerBaseImage(engine);
    this.exported = new ImageExport(engine.images);
  }

  async hold(container: ContainerFacts): Promise<HeldImage> {
    const { imageStore, rootDirectory } = await this.engine.info();
    switch (imageStore) {
      case 'podman':
        return this.inPodman(container, new PodmanStorage(rootDirectory));
      case 'containerd':
        return this.inContainerd(container);
      case 'overlay2':
      case 'other':
        return this.overlay2.hold(container);
    }
  }

  private async inPodman(container: ContainerFacts, storage: PodmanStorage): Promise<HeldImage> {
    const { imageId } = container;
    const found = (await findConfig(storage, imageId)) ?? (await this.export(imageId));
    return this.held(container, found, (diffId, digest) => storage.hasBlob(diffId, digest));
  }

  /** The image id is the digest of a manifest, or of a list of manifests. */
  private async inContainerd(container: ContainerFacts): Promise<HeldImage> {
    const { id, imageId } = container;
    const inspected = await this.engine.containers.inspect(id);
    const manifest = (inspected.imageId === imageId && inspected.manifest) || imageId;
    const upper = (await this.layers.runtimePaths(container))?.upper;
    const content = upper === undefined ? undefined : ContentFiles.beside(upper);
    const found = (content && (await findConfig(content, manifest))) ?? (await this.export(manifest));
    // containerd does not compare a blob with a layer that another image has unpacked already.
    return this.held(container, found, () => Promise.resolve(false));
  }

  private async held(
    { imageId, imageName = '' }: ContainerFacts,
    { id, config }: FoundConfig,
    hasBlob: HeldImage['hasBlob'],
  ): Promise<HeldImage> {
    const { digests = [] } = (await this.engine.images.inspect(imageId)) ?? {};
    const layers: NodeLayers = {
      exported: (signal) => exportedLayers(this.engine.images.export(imageId, signal), config.rootfs.diff_ids),
    };
    const baseDigest = baseDigestOf(baseNameOf(imageName, imageId), digests);
    return { id, config, digests, baseDigest, layers, hasBlob, release: () => Promise.resolve() };
  }

  private async export(imageId: string): Promise<FoundConfig> {
    const found = await this.exported.config(imageId).catch((cause: unknown) => {
      if (cause instanceof FactoryError) throw cause;
      throw new FactoryError('direct_unavailable', `The export of the image ${imageId} cannot be read.`, { cause });
    });
    if (found) return found;
    throw new FactoryError('direct_unavailable', `The engine has no configuration of the image ${imageId}.`);
  }
}
