import { FactoryError } from '@image-factory/errors';
import {
  baseDigestOf,
  baseNameOf,
  checkLayerLimit,
  type Descriptor,
  DescriptorSchema,
  readJson,
} from '@image-factory/oci';
import {
  type ContainerFacts,
  type ContainerSource,
  isActive,
  isSameState,
  type NativeCommit,
  type NativeCommitRequest,
  type NativeImage,
  type Pauser,
  settledContainer,
} from '@image-factory/runtime';
import { array, looseObject, object, optional, record, string } from 'valibot';
import type { ContainerLookup } from '../containers/container-lookup.js';
import { ContentLease } from '../images/content-lease.js';
import type { ImageStore } from '../images/image-store.js';
import { OriginLookup } from '../images/image-origins.js';
import { CommittedImage, type CommittedImageParts } from './committed-image.js';
import { imageDocuments } from './image-documents.js';
import type { SnapshotDiff, StoredLayer } from './snapshot-diff.js';

/** Prefix of the ids of leases that hold the layer of a commit. */
const LEASE_PREFIX = 'image-factory-commit';
/** Limit on commits of a container that changes its state meanwhile. */
const MAX_COMMITS = 3;

/** Descriptors may have annotations, and so may the manifest. */
const LayersSchema = object({
  layers: array(looseObject(DescriptorSchema.entries)),
  annotations: optional(record(string(), string())),
});

/** Collaborators of a native commit. */
export interface NativeCommitParts extends CommittedImageParts {
  readonly containers: ContainerSource;
  readonly lookup: Pick<ContainerLookup, 'get'>;
  readonly pauser: Pauser;
  readonly images: ImageStore;
  readonly diff: SnapshotDiff;
}

/** Commits by containerd's Diff service and pushes the layer from the content store, with every snapshotter. */
export class ContainerdNativeCommit implements NativeCommit {
  /** Leases of the images that exist now. */
  private readonly leases = new Set<string>();
  private readonly origins: OriginLookup;

  constructor(private readonly parts: NativeCommitParts) {
    this.origins = new OriginLookup(parts.images, parts.content);
  }

  async commit(
    request: NativeCommitRequest,
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<NativeImage> {
    const hold = await request.hold(signal);
    const lease = await ContentLease.take(this.parts.connection, LEASE_PREFIX).catch((error: unknown) => {
      hold.release();
      throw error;
    });
    this.leases.add(lease.id);
    try {
      for (let attempt = 1; ; attempt++) {
        const before = await settledContainer(this.parts.containers, request.containerId, signal);
        const base = await this.baseOf(before, lease);
        checkLayerLimit(base.layers.length);
        const layer = await this.layerOf(before, { request, hold, lease, signal });
        if (layer) return this.imageOf(before, base, layer, request, lease);
        if (attempt === MAX_COMMITS) throw new FactoryError('engine_failed', DISTURBED);
        report('The container was started, stopped or resumed while it was committed. Committing it again.');
      }
    } catch (error) {
      await this.release(lease);
      if (signal.aborted) throw new FactoryError('cancelled', 'The commit was cancelled.');
      throw error;
    } finally {
      hold.release();
    }
  }

  /** Removes the layers that a killed agent has left. */
  async removeLeftovers(): Promise<number> {
    const { connection } = this.parts;
    const left = (await ContentLease.abandoned(connection, LEASE_PREFIX)).filter((id) => !this.leases.has(id));
    for (const id of left) await connection.call('Leases.Delete', { id, sync: true }, 'remove a lease');
    return left.length;
  }

  /** containerd cancels a commit at once. */
  settled(): Promise<void> {
    return Promise.resolve();
  }

  /** The layers of the base image, as its manifest lists them. */
  private async baseOf({ imageId, imageName = '' }: ContainerFacts, lease: ContentLease) {
    const { images, content } = this.parts;
    const stored = imageId === '' ? undefined : await images.config(imageId);
    const { manifests, digests, named } = await this.origins.of(imageId);
    const documents = await Promise.all(manifests.map((digest) => content.document(digest)));
    const listed = documents.map((document) => document && readJson(LayersSchema, document)).find(Boolean);
    if (!stored || !listed)
      throw new FactoryError('engine_failed', `The image ${imageId} is not in containerd any more.`);
    for (const manifest of manifests) await lease.addContent(manifest);
    const baseName = baseNameOf(imageName, imageId);
    return {
      ...{ document: stored.document, config: stored.config, digests, annotations: listed.annotations },
      layers: listed.layers as readonly Descriptor[],
      origin: { baseName, baseDigest: baseDigestOf(baseName, named) },
    };
  }

  /** @returns undefined if the container was started, stopped, paused or resumed meanwhile */
  private async layerOf(
    before: ContainerFacts,
    { request, hold, lease, signal }: LayerContext,
  ): Promise<StoredLayer | undefined> {
    const { lookup, pauser, diff, containers } = this.parts;
    const record = await lookup.get(request.containerId);
    if (!record)
      throw new FactoryError('container_not_found', `There is no container ${request.containerId} in containerd.`);
    const pauses = isActive(before);
    const pause = pauses ? await hold.expectPause(before) : undefined;
    try {
      if (pauses) await pauser.pause(request.containerId);
      const layer = await diff.run(record, lease.id, signal);
      const now = await containers.find(request.containerId);
      return isSameState({ ...before, paused: pauses || before.paused }, now) ? layer : undefined;
    } finally {
      await pause?.resume();
      await pause?.end();
    }
  }

  private imageOf(
    { config: start, name: container }: ContainerFacts,
    base: Awaited<ReturnType<ContainerdNativeCommit['baseOf']>>,
    layer: StoredLayer,
    request: NativeCommitRequest,
    lease: ContentLease,
  ): NativeImage {
    const documents = imageDocuments({
      ...{ base: base.config, document: base.document, annotations: base.annotations, baseLayers: base.layers },
      ...{ layer, start, request },
      provenance: { ...base.origin, container, created: new Date() },
    });
    const image = new CommittedImage(this.parts, request.reference, documents, base.digests, lease);
    return {
      push: (...args) => image.push(...args),
      keep: () => image.keep(),
      remove: () => this.release(lease),
    };
  }

  private async release(lease: ContentLease): Promise<void> {
    await lease.release();
    this.leases.delete(lease.id);
  }
}

const DISTURBED = 'The container was started, stopped or resumed each time while containerd compared it.';

/** Inputs of one layer. */
interface LayerContext {
  readonly request: NativeCommitRequest;
  readonly hold: Awaited<ReturnType<NativeCommitRequest['hold']>>;
  readonly lease: ContentLease;
  readonly signal: AbortSignal;
}
