import { FactoryError } from '@image-factory/errors';
import type { DockerEngine } from '../engine/docker-engine.js';
import type { ContainerFacts, EngineInfo } from '../engine/engine-facts.js';
import { Omissions } from '../omissions/omissions.js';
import type { Descriptor } from '../registry/manifest.js';
import type { RegistryClient } from '../registry/registry-client.js';
import { abortFailure } from '../registry/registry-failure.js';
import { checkLayerLimit, MAX_LAYERS } from '../save/layer-limit.js';
import type { SavedImage, SaveProgress, SaveTask, VerifiedBy } from '../save/save-engine.port.js';
import type { ContainerFiles, DirectConditions } from './direct-conditions.js';
import type { ContainerFreezer, FrozenContainer } from './freeze/container-freezer.js';
import { isActive } from './freeze/container-state.js';
import type { PauseBudget } from './freeze/pause-budget.js';
import { type KnownLayers, pairLayers } from './history/known-layers.js';
import type { SaveHistory } from './history/save-history.js';
import type { SlowRegistries } from './history/slow-registries.js';
import { readBaseImage } from './image/base-image.js';
import type { BaseLayers } from './image/base-layers.js';
import { BlobProof } from './image/blob-proof.js';
import { EngineBlobs } from './image/engine-blobs.js';
import { commitConfig, type ImageConfig } from './image/image-config.js';
import { inTypes, mediaTypesFor, layerType } from './image/media-types.js';
import { readRemoteImage } from './image/remote-image.js';
import type { Compressor } from './layer/compression.js';
import { LayerStream } from './layer/layer-stream.js';
import { UpperSnapshot } from './upper/upper-snapshot.js';

/** An image with this many layers takes no delta: containers of it need room for commits of their own. */
const MAX_DELTA_PARENT_LAYERS = MAX_LAYERS - 25;
/** A delta below this size goes directly to a slow registry, too. */
const SLOW_DELTA_MAX_BYTES = 64 * 2 ** 20;

/** What a run works with. */
export interface DirectParts {
  readonly engine: DockerEngine;
  readonly conditions: DirectConditions;
  readonly freezer: ContainerFreezer;
  readonly known: KnownLayers;
  readonly history: SaveHistory;
  readonly compressor: Compressor;
  readonly client: RegistryClient;
  readonly base: BaseLayers;
  readonly slow: SlowRegistries;
  readonly budget: PauseBudget;
  /** Another strategy can make the image if this one is too slow. */
  readonly hasFallback: boolean;
}

/** An image to put a layer on, all its layers in the repository. */
interface Parent {
  readonly config: ImageConfig;
  readonly layers: readonly Descriptor[];
}

/** One direct save from the first look to the answer of the registry. */
export class DirectRun {
  private readonly omissions: Omissions;

  constructor(
    private readonly parts: DirectParts,
    private readonly task: SaveTask,
    private readonly observe: (progress: SaveProgress) => void,
    private readonly signal: AbortSignal,
  ) {
    this.omissions = task.omissions ?? Omissions.NONE;
  }

  async run(): Promise<SavedImage> {
    const { engine, conditions, compressor, freezer } = this.parts;
    this.observe({ phase: 'committing', message: 'Preparing the direct save.' });
    const [facts, info] = await Promise.all([engine.inspect(this.task.containerId), engine.info()]);
    const container = { ...facts, config: this.omissions.blank(facts.config) };
    const files = await conditions.check(info, container);
    await compressor.prepare();
    const snapshot = new UpperSnapshot(files.upper, container, this.omissions, this.signal);
    await snapshot.check();
    const whole = await this.baseImage(container, files);
    const earlier = await this.earlierSave(container, files, whole, snapshot);
    if (!earlier) this.refuseSlowRegistry();
    await snapshot.begin();
    const frozen = await freezer.freeze(container.id, this.task.transaction, this.signal);
    try {
      return await this.saveFrozen(container, info, files, { whole, earlier }, snapshot, frozen);
    } finally {
      await frozen.thaw();
    }
  }

  private async saveFrozen(
    container: ContainerFacts,
    info: EngineInfo,
    files: ContainerFiles,
    parents: { readonly whole: Parent; readonly earlier: Parent | undefined },
    snapshot: UpperSnapshot,
    frozen: FrozenContainer,
  ): Promise<SavedImage> {
    const { plan, isChanges } = await snapshot.plan();
    const parent = isChanges && parents.earlier ? parents.earlier : parents.whole;
    if (!isChanges || plan.bytes >= SLOW_DELTA_MAX_BYTES) this.refuseSlowRegistry();
    let layer: (Descriptor & { readonly diffId: string }) | undefined;
    if (plan.empty) await frozen.release();
    else {
      const isPaused = isActive(frozen.facts);
      layer = await this.uploadLayer({ directory: files.upper, ...plan }, plan.bytes, frozen, isPaused);
    }
    const { author, note: comment } = this.task;
    const config = commitConfig({
      ...{ parent: parent.config, container, author, comment, diffId: layer?.diffId },
      ...{ version: info.serverVersion, created: new Date() },
    });
    const { digest, verifiedBy } = await this.publish(config, layer ? [...parent.layers, layer] : parent.layers);
    await this.remember(container, files, snapshot, digest);
    const what = isChanges ? 'what has changed since the last save' : 'what the container has changed';
    const message = `Saved directly (${what}) as ${this.task.reference.toString()}, ${digest}.`;
    return { digest, message, pushedBytes: layer?.size ?? 0, verifiedBy };
  }

  private async baseImage({ imageId }: ContainerFacts, { dataRoot, driver }: ContainerFiles): Promise<Parent> {
    const { engine, base, client } = this.parts;
    const config = await readBaseImage(dataRoot, driver, imageId);
    checkLayerLimit(config.rootfs.diff_ids.length);
    const facts = await engine.inspectImage(imageId);
    const image = { id: imageId, digests: facts?.digests ?? [], layers: config.rootfs.diff_ids };
    const proof = new BlobProof(client, new EngineBlobs(dataRoot, driver), this.signal);
    return { config, layers: await base.find(client, this.task.reference, image, proof, this.signal) };
  }

  /** The last save of this container onto this repository, if the registry still has it and it can be built upon. */
  private async earlierSave(
    { id }: ContainerFacts,
    { upper }: ContainerFiles,
    whole: Parent,
    snapshot: UpperSnapshot,
  ): Promise<Parent | undefined> {
    const { history, client } = this.parts;
    const { name, repository } = this.task.reference;
    const record = await history.find(id, upper, name);
    // What an earlier save has put into the image would stay there, whatever is left out now.
    if (!record || !this.omissions.excludesSame(record.exclude)) return undefined;
    const image = await readRemoteImage(client, repository, record.manifest, this.signal);
    if (!image || image.manifest.layers.length >= MAX_DELTA_PARENT_LAYERS) return undefined;
    const isOnBase = whole.config.rootfs.diff_ids.every(
      (diffId, index) => image.config.rootfs.diff_ids[index] === diffId,
    );
    if (!isOnBase) return undefined;
    snapshot.buildOn(record.listing);
    return { config: image.config, layers: image.manifest.layers };
  }

  /** Uploads a layer while it is read; the container is thawed as soon as its last file is. */
  private async uploadLayer(
    content: ConstructorParameters<typeof LayerStream>[0],
    totalBytes: number,
    frozen: FrozenContainer,
    isPaused: boolean,
  ): Promise<Descriptor & { readonly diffId: string }> {
    const { compressor, client, budget } = this.parts;
    const { repository } = this.task.reference;
    let isRead = false;
    const stop = new AbortController();
    const signal = AbortSignal.any([this.signal, stop.signal]);
    if (isPaused) budget.open(() => stop.abort(this.budgetSpent()));
    const observer = {
      onBytes: (bytes: number): void => {
        if (isRead) return;
        const message = 'Reading the frozen container.';
        this.observe({ phase: 'committing', message, bytes, totalBytes: Math.max(bytes, totalBytes) });
      },
      onRead: async (): Promise<void> => {
        isRead = true;
        budget.close();
        await frozen.release();
        this.observe({ phase: 'pushing', message: 'Pushing what is left of the layer.' });
      },
    };
    const stream = new LayerStream(content, compressor, observer, signal);
    try {
      const { digest, size } = await client.uploadBlob(repository, stream, signal, { source: budget });
      return { mediaType: layerType(compressor.format), digest, size, diffId: stream.diffId };
    } catch (error) {
      // The programs that are stopped with the upload fail, too.
      throw stop.signal.aborted ? abortFailure(signal) : error;
    } finally {
      budget.close();
      // An upload that has failed must not leave programs behind that read on.
      stop.abort();
    }
  }

  /** A slow registry would keep the container paused: first commits and large deltas leave it to the fallback. */
  private refuseSlowRegistry(): void {
    const { slow, hasFallback } = this.parts;
    const { registry } = this.task.reference;
    const since = hasFallback ? slow.slowSince(registry) : undefined;
    if (!since) return;
    const sentence = `The registry ${registry} was too slow for a direct commit at ${since.toISOString()}.`;
    throw new FactoryError('registry_slow', sentence);
  }

  private budgetSpent(): FactoryError {
    const { slow, budget } = this.parts;
    const { registry } = this.task.reference;
    slow.mark(registry);
    const sentence = `The container was resumed after ${budget.budgetMs} ms of waiting for the registry ${registry}.`;
    return new FactoryError('registry_slow', sentence);
  }

  /** Uploads the configuration, then the manifest, and lets the registry confirm it. */
  private async publish(
    config: ImageConfig,
    layers: readonly Descriptor[],
  ): Promise<{ readonly digest: string; readonly verifiedBy: VerifiedBy }> {
    const { client, known } = this.parts;
    const { registry, repository, tag } = this.task.reference;
    this.observe({ phase: 'pushing', message: `Publishing ${this.task.reference.toString()}.` });
    const types = mediaTypesFor(layers);
    const uploaded = await client.uploadBlob(repository, [Buffer.from(JSON.stringify(config))], this.signal);
    const manifest = {
      schemaVersion: 2 as const,
      mediaType: types.manifest,
      config: { mediaType: types.config, size: uploaded.size, digest: uploaded.digest },
      layers: layers.map((layer) => inTypes(types, layer)),
    };
    const body = Buffer.from(JSON.stringify(manifest));
    const digest = await client.putManifest(repository, tag, types.manifest, body, this.signal);
    const verifiedBy = await client.confirmManifest(repository, tag, digest, this.signal);
    await known.learn(registry, repository, pairLayers(config.rootfs.diff_ids, manifest.layers));
    return { digest, verifiedBy };
  }

  /** What cannot be remembered makes the next save a full one, but this one no failure. */
  private async remember(
    { id }: ContainerFacts,
    { upper }: ContainerFiles,
    snapshot: UpperSnapshot,
    manifest: string,
  ): Promise<void> {
    const { history } = this.parts;
    const { name } = this.task.reference;
    const { exclude } = this.omissions;
    const keep = async (): Promise<void> => {
      const listing = await snapshot.listingToKeep();
      if (listing) await history.keep(id, upper, name, { manifest, exclude, listing });
      else await history.forget(id, name);
    };
    await keep().catch(() => undefined);
  }
}
