import { FactoryError } from '@image-factory/errors';
import {
  checkLayerLimit,
  type Compressor,
  baseNameOf,
  type Descriptor,
  type IdMapping,
  type ImageConfig,
  inTypes,
  MAX_LAYERS,
  mediaTypesFor,
  readRemoteImage,
  recordProvenance,
  type RegistryClient,
  type VerifiedBy,
} from '@image-factory/oci';
import type { KeyedMutex } from '@image-factory/resilience';
import type { ContainerFacts, ContainerRuntime, HeldImage } from '@image-factory/runtime';
import { BaseLayers } from '../base/base-layers.js';
import type { OriginClients } from '../base/origin-layers.js';
import { Exclusions } from '../exclusions/exclusions.js';
import { type KnownLayers, pairLayers } from '../history/known-layers.js';
import type { DeltaHistory } from '../history/delta-history.js';
import type { SlowRegistries } from '../history/slow-registries.js';
import type { ContainerHold, PausedContainer } from '../pause/container-hold.js';
import type { PauseBudget } from '../pause/pause-budget.js';
import type { CommittedImage, CommitTask } from '../commit-strategy.port.js';
import type { CommitObserver, CommitStage, JobProgress } from '../commit-observer.js';
import { UpperSnapshot } from '../upper/upper-snapshot.js';
import { commitConfig } from './commit-config.js';
import { LayerUpload, type UploadedLayer } from './layer-upload.js';

/** A parent with this many layers gets no delta: its containers need layers for their own commits. */
const MAX_DELTA_PARENT_LAYERS = MAX_LAYERS - 25;
/** A delta below this size is pushed directly even to a slow registry. */
const SLOW_DELTA_MAX_BYTES = 64 * 2 ** 20;

/** Collaborators of a direct commit. */
export interface DirectCommitParts {
  readonly runtime: ContainerRuntime;
  readonly hold: ContainerHold;
  readonly known: KnownLayers;
  readonly history: DeltaHistory;
  readonly compressor: Compressor;
  readonly client: RegistryClient;
  /** Clients of the registries that a base image may have come from. */
  readonly origins: OriginClients;
  /** Serializes the uploads of a base layer to a repository. */
  readonly uploads: KeyedMutex;
  readonly slow: SlowRegistries;
  readonly budget: PauseBudget;
  /** Another strategy can make the image if this one is too slow. */
  readonly hasFallback: boolean;
}

/** An image that can receive a layer; all its layers are in the repository. */
interface Parent {
  readonly config: ImageConfig;
  readonly layers: readonly Descriptor[];
}

/** The container of a commit, its files and its base image. */
interface Origin {
  readonly container: ContainerFacts;
  readonly upper: string;
  readonly ids: IdMapping | undefined;
  readonly image: HeldImage;
  readonly snapshot: UpperSnapshot;
}

/** Images that the new layer may extend: the base image, and an earlier commit of the container. */
interface Parents {
  readonly whole: Parent;
  readonly earlier: Parent | undefined;
}

/** The new layer, if the container has changed anything, and its parent image. */
interface ReadLayer {
  readonly parent: Parent;
  readonly layer: UploadedLayer | undefined;
  readonly isDelta: boolean;
}

/** Progress at the beginning of a stage; a layer reports its own while it is read. */
const PROGRESS: Partial<Record<CommitStage, JobProgress>> = {
  resolve: { phase: 'committing', message: 'Preparing the direct commit.' },
  'base-layers': { phase: 'committing', message: 'Looking for the base layers in the registry.' },
  publish: { phase: 'pushing', message: 'Publishing the image.' },
};

/** One direct commit, in its stages. */
export class DirectCommitRun {
  private readonly exclusions: Exclusions;

  constructor(
    private readonly parts: DirectCommitParts,
    private readonly task: CommitTask,
    private readonly observer: CommitObserver,
    private readonly signal: AbortSignal,
  ) {
    this.exclusions = task.exclusions ?? Exclusions.NONE;
  }

  async run(): Promise<CommittedImage> {
    const origin = await this.stage('resolve', () => this.resolve());
    try {
      const parents = await this.stage('base-layers', () => this.findParents(origin));
      const paused = await this.stage('pause', () => this.pause(origin));
      const read = await this.stage('read', () => this.read(origin, parents, paused)).finally(() => paused.resume());
      const { digest, verifiedBy } = await this.stage('publish', () => this.publish(origin, read));
      await this.stage('remember', () => this.remember(origin, digest));
      const content = read.isDelta ? 'the changes since the last commit' : 'all changes of the container';
      const message = `Committed directly (${content}) as ${this.task.reference.toString()}, ${digest}.`;
      return { digest, message, pushedBytes: read.layer?.size ?? 0, verifiedBy, notSaved: origin.container.mounts };
    } finally {
      await origin.image.release();
    }
  }

  private stage<T>(stage: CommitStage, work: () => Promise<T>): Promise<T> {
    const progress = PROGRESS[stage];
    if (progress) this.observer.progress(progress);
    return this.observer.stage(stage, work);
  }

  /** Finds the container and its files, and holds its base image. */
  private async resolve(): Promise<Origin> {
    const { runtime, compressor } = this.parts;
    const facts = await runtime.containers.find(this.task.containerId);
    const container = { ...facts, config: this.exclusions.redact(facts.config) };
    const { upper, ids } = await runtime.writableLayer.locate(container);
    await compressor.prepare();
    const snapshot = new UpperSnapshot(upper, container, this.exclusions, this.signal);
    await snapshot.check();
    return { container, upper, ids, snapshot, image: await runtime.baseImage.hold(container) };
  }

  /** Brings the base layers into the repository, and finds an earlier commit. */
  private async findParents(origin: Origin): Promise<Parents> {
    const whole = await this.baseImage(origin.image);
    const earlier = await this.earlierCommit(origin, whole);
    if (!earlier) this.refuseSlowRegistry();
    return { whole, earlier };
  }

  private async baseImage(image: HeldImage): Promise<Parent> {
    const { config } = image;
    checkLayerLimit(config.rootfs.diff_ids.length);
    const { parts, observer, signal } = this;
    const layers = await new BaseLayers({ ...parts, observer, signal }, this.task.reference, image).find();
    // A layer that was packed again has another diff ID.
    const rootfs = { ...config.rootfs, diff_ids: layers.map(({ diffId }) => diffId) };
    return { config: { ...config, rootfs }, layers: layers.map(({ blob }) => blob) };
  }

  /** The last commit of this container to this repository, if the registry still has it and it can be a parent. */
  private async earlierCommit({ container, upper, snapshot }: Origin, { config }: Parent): Promise<Parent | undefined> {
    const { history, client } = this.parts;
    const { name, repository } = this.task.reference;
    const record = await history.find(container.id, upper, name);
    // Content of an earlier commit would stay in the image even if it is excluded now.
    if (!record || !this.exclusions.excludesSame(record.exclude)) return undefined;
    const image = await readRemoteImage(client, repository, record.manifest, this.signal);
    if (!image || image.manifest.layers.length >= MAX_DELTA_PARENT_LAYERS) return undefined;
    const { diff_ids: diffIds } = image.config.rootfs;
    if (!config.rootfs.diff_ids.every((diffId, index) => diffIds[index] === diffId)) return undefined;
    snapshot.buildOn(record.listing);
    return { config: image.config, layers: image.manifest.layers };
  }

  private async pause({ snapshot }: Origin): Promise<PausedContainer> {
    await snapshot.begin();
    return this.parts.hold.pause(this.signal);
  }

  /** Uploads the layer while it is read; the container resumes as soon as its last file has been read. */
  private async read(
    { upper, ids, snapshot }: Origin,
    { whole, earlier }: Parents,
    paused: PausedContainer,
  ): Promise<ReadLayer> {
    const { compressor, client, budget, slow } = this.parts;
    const { plan, isChanges } = await snapshot.plan();
    const isDelta = isChanges && earlier !== undefined;
    const parent = isDelta ? earlier : whole;
    if (!isChanges || plan.bytes >= SLOW_DELTA_MAX_BYTES) this.refuseSlowRegistry();
    if (plan.empty) {
      await paused.release();
      return { parent, layer: undefined, isDelta };
    }
    const upload = new LayerUpload({ compressor, client, budget, slow }, this.task.reference, this.observer.progress);
    const layer = await upload.run({ directory: upper, ids, ...plan }, plan.bytes, paused, this.signal);
    return { parent, layer, isDelta };
  }

  /** Uploads the configuration, then the manifest, and verifies the manifest in the registry. */
  private async publish(
    { container, image: { document, baseDigest } }: Origin,
    { parent, layer }: ReadLayer,
  ): Promise<{ readonly digest: string; readonly verifiedBy: VerifiedBy }> {
    const { runtime, client, known } = this.parts;
    const { reference, author, note: comment } = this.task;
    const { registry, repository, tag } = reference;
    const { version } = await runtime.facts();
    const layers = layer ? [...parent.layers, layer] : parent.layers;
    const types = mediaTypesFor(layers);
    const created = new Date();
    const { imageName = '', imageId, name } = container;
    const provenance = { baseName: baseNameOf(imageName, imageId), baseDigest, container: name, created };
    const { start, annotations } = recordProvenance(types, { start: container.config }, provenance);
    const step = { author, comment, version, created, diffId: layer?.diffId };
    const config = commitConfig({ parent: parent.config, container, start, document, ...step });
    const uploaded = await client.uploadBlob(repository, [Buffer.from(JSON.stringify(config))], this.signal);
    const manifest = {
      schemaVersion: 2 as const,
      mediaType: types.manifest,
      config: { mediaType: types.config, size: uploaded.size, digest: uploaded.digest },
      layers: layers.map((each) => inTypes(types, each)),
      ...(annotations && { annotations }),
    };
    const body = Buffer.from(JSON.stringify(manifest));
    const digest = await client.putManifest(repository, tag, types.manifest, body, this.signal);
    const verifiedBy = await client.confirmManifest(repository, tag, digest, this.signal);
    await known.learn(registry, repository, pairLayers(config.rootfs.diff_ids, manifest.layers));
    return { digest, verifiedBy };
  }

  /** Best effort: without a listing the next commit is a full one. */
  private async remember({ container, upper, snapshot }: Origin, manifest: string): Promise<void> {
    const { history } = this.parts;
    const { name } = this.task.reference;
    const { exclude } = this.exclusions;
    const keep = async (): Promise<void> => {
      const listing = await snapshot.listingToKeep();
      if (listing) await history.keep(container.id, upper, name, { manifest, exclude, listing });
      else await history.forget(container.id, name);
    };
    await keep().catch(() => undefined);
  }

  /** A slow registry would keep the container paused: the fallback makes first commits and large deltas. */
  private refuseSlowRegistry(): void {
    const { slow, hasFallback } = this.parts;
    const { registry } = this.task.reference;
    const since = hasFallback ? slow.slowSince(registry) : undefined;
    if (!since) return;
    const sentence = `The registry ${registry} was too slow for a direct commit at ${since.toISOString()}.`;
    throw new FactoryError('registry_slow', sentence);
  }
}
