import { FactoryError } from '@image-factory/errors';
import { type Descriptor, ImageReference, RegistryClient, type RegistryCredentials } from '@image-factory/oci';
import type { NativeImage, PushObserver, RegistryTrust } from '@image-factory/runtime';
import type { ContainerdConnection } from '../api/containerd-connection.js';
import { unlessPresent } from '../api/containerd-error.js';
import type { ContentLease } from '../images/content-lease.js';
import type { ContentStore } from '../images/content-store.js';
import { digestOf, type ImageDocuments } from './image-documents.js';

/** Collaborators of a committed image. */
export interface CommittedImageParts {
  readonly connection: ContainerdConnection;
  readonly content: ContentStore;
  readonly registryTrust: RegistryTrust;
  readonly warn: (message: string) => void;
}

/** An image whose new layer is in the content store, under a lease. */
export class CommittedImage implements NativeImage {
  constructor(
    private readonly parts: CommittedImageParts,
    private readonly reference: ImageReference,
    private readonly documents: ImageDocuments,
    /** `registry/repository@sha256:…` of the base image, whose layers may be mounted. */
    private readonly origins: readonly string[],
    private readonly lease: ContentLease,
  ) {}

  async push(
    credentials: RegistryCredentials | undefined,
    observer: PushObserver,
    confirm: (digest: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { registry, repository, tag } = this.reference;
    const access = await this.parts.registryTrust.accessTo(registry);
    const client = new RegistryClient({ registry, credentials, ...access });
    try {
      observer.report(`Pushing ${this.reference.toString()}.`);
      await this.pushLayers(client, observer, signal);
      const { config, manifest, manifestType } = this.documents;
      await client.uploadBlob(repository, [config], signal);
      await confirm(await client.putManifest(repository, tag, manifestType, manifest, signal));
    } finally {
      // Not awaited: a cancelled upload may still be in flight.
      client.close().catch(() => undefined);
    }
  }

  async keep(): Promise<void> {
    const { connection, warn } = this.parts;
    const { config, manifest, manifestType, configBlob, layers } = this.documents;
    const settings = { lease: this.lease.id };
    const references = [configBlob, ...layers].map(({ digest }, index) => [
      `containerd.io/gc.ref.content.${index}`,
      digest,
    ]);
    try {
      await connection.write(writeOf(config, {}), 'store the image', settings);
      const labels = Object.fromEntries(references) as Record<string, string>;
      await connection.write(writeOf(manifest, labels), 'store the image', settings);
      const target = { media_type: manifestType, digest: digestOf(manifest), size: manifest.length };
      const image = { name: this.reference.toString(), target };
      await connection.call('Images.Create', { image }, 'name the image', settings).catch(unlessPresent);
    } catch (error) {
      warn(`${this.reference.toString()} is not kept on the node: ${FactoryError.from(error).logText}`);
    }
  }

  /** containerd's garbage collection removes the layer unless the image is kept. */
  remove(): Promise<void> {
    return this.lease.release();
  }

  private async pushLayers(client: RegistryClient, observer: PushObserver, signal: AbortSignal): Promise<void> {
    const { layers } = this.documents;
    let totalBytes = 0;
    let bytes = 0;
    for (const [layersDone, layer] of layers.entries()) {
      const report = () => observer.progress({ layers: layers.length, layersDone, bytes, totalBytes });
      if (await this.isThere(client, layer, signal)) continue;
      totalBytes += layer.size;
      report();
      const before = bytes;
      const onBytes = (sent: number): void => {
        bytes = Math.min(before + sent, totalBytes);
        report();
      };
      await this.upload(client, layer, signal, onBytes);
      bytes = totalBytes;
    }
    observer.progress({ layers: layers.length, layersDone: layers.length, bytes, totalBytes });
  }

  private async isThere(client: RegistryClient, { digest }: Descriptor, signal: AbortSignal): Promise<boolean> {
    const { registry, repository } = this.reference;
    if ((await client.headBlob(repository, digest, signal)) !== undefined) return true;
    for (const origin of this.origins) {
      const { registry: other, repository: from } = ImageReference.parse(origin.replace(/@.*/, ''));
      if (other !== registry || from === repository) continue;
      if (await client.mountBlob(repository, digest, from, signal)) return true;
    }
    return false;
  }

  private async upload(
    client: RegistryClient,
    { digest }: Descriptor,
    signal: AbortSignal,
    onBytes: (sent: number) => void,
  ): Promise<void> {
    const { content } = this.parts;
    const { repository, registry } = this.reference;
    if ((await content.labels(digest)) === undefined) {
      const sentence = `The layer ${digest} of the base image is neither in ${registry} nor in containerd.`;
      throw new FactoryError('engine_failed', sentence);
    }
    const uploaded = await client.uploadBlob(repository, content.blob(digest, signal), signal, { onBytes });
    if (uploaded.digest === digest) return;
    throw new FactoryError('engine_failed', `The layer ${digest} in containerd is damaged.`);
  }
}

function writeOf(data: Buffer, labels: Readonly<Record<string, string>>) {
  const expected = digestOf(data);
  return { action: 'COMMIT' as const, ref: `image-factory-${expected}`, total: data.length, expected, data, labels };
}
