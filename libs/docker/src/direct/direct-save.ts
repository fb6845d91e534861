import { FactoryError } from '@image-factory/errors';
import type { RegistryCredentials } from '../credentials/registry-credentials.js';
import type { DockerEngine } from '../engine/docker-engine.js';
import type { ContainerFacts } from '../engine/engine-facts.js';
import type { ImageReference } from '../reference/image-reference.js';
import { RegistryClient } from '../registry/registry-client.js';
import { KeyedQueue } from '../save/keyed-queue.js';
import type { FreezePeriod, SavedImage, SaveEngine, SaveProgress, SaveTask } from '../save/save-engine.port.js';
import { type ContainerFiles, DirectConditions } from './direct-conditions.js';
import { DirectRun } from './direct-run.js';
import { ContainerFreezer } from './freeze/container-freezer.js';
import type { FreezeMark } from './freeze/freeze-marks.js';
import { KnownLayers, pairLayers } from './history/known-layers.js';
import { SaveHistory } from './history/save-history.js';
import { readBaseImage } from './image/base-image.js';
import { BaseLayers } from './image/base-layers.js';
import { readRemoteImage } from './image/remote-image.js';
import { Compressor, type CompressionFormat } from './layer/compression.js';

/** How often a save is made in all when the registry or the reading fails in a way that may pass. */
const ATTEMPTS = 2;
/** The same when the container was started, stopped or resumed while it was read. */
const MAX_READS = 3;

/** What a direct save can be told. */
export interface DirectSaveOptions {
  /** Where the agent keeps what makes the next saves faster; may be lost. */
  readonly stateDirectory: string;
  /** Where the agent sees the root of the node's file system, if it runs in a container: `/host`. */
  readonly rootPrefix?: string;
  /** `gzip` unless told: Docker pulls `zstd` from version 23 on. */
  readonly compression?: CompressionFormat;
  /** Told what could not be put right on the node. */
  readonly warn?: (message: string) => void;
  /** Told for how long a container was frozen. */
  readonly frozen?: (period: FreezePeriod) => void;
  /** Told of each container that a killed agent has left paused and that is resumed. */
  readonly resumed?: (mark: FreezeMark) => void;
}

/**
 * The fast way to save: reads what a container has changed where overlayfs keeps it, while the container is frozen,
 * and streams it to the registry as a layer, without a copy on disk. A later save of a container onto the same
 * repository sends only what has changed since.
 */
export class DirectSave implements SaveEngine {
  private readonly containers = new KeyedQueue();
  private readonly conditions: DirectConditions;
  private readonly freezer: ContainerFreezer;
  private readonly known: KnownLayers;
  private readonly history: SaveHistory;
  private readonly compressor: Compressor;

  constructor(
    private readonly engine: DockerEngine,
    { stateDirectory, rootPrefix = '', compression = 'gzip', ...listener }: DirectSaveOptions,
  ) {
    const { warn = () => undefined, frozen = () => undefined, resumed = () => undefined } = listener;
    this.conditions = new DirectConditions(rootPrefix);
    this.freezer = new ContainerFreezer(engine, stateDirectory, { warn, frozen, resumed });
    this.known = new KnownLayers(stateDirectory);
    this.history = new SaveHistory(stateDirectory);
    this.compressor = new Compressor(compression);
  }

  /** @throws FactoryError `direct_unavailable` if this container cannot be saved so, `direct_failed` */
  async save(task: SaveTask, observe: (progress: SaveProgress) => void, signal: AbortSignal): Promise<SavedImage> {
    const leave = await this.containers.enter(task.containerId, signal);
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.run(task, observe, signal);
        } catch (error) {
          if (signal.aborted) throw new FactoryError('cancelled', 'The save was cancelled.');
          const failure = FactoryError.from(error);
          const most = failure.code === 'direct_failed' ? MAX_READS : ATTEMPTS;
          if (!failure.retryable || attempt >= most) throw failure;
          // What was remembered of the last save may be what is wrong.
          await this.history.forget(task.containerId, task.reference.name);
          observe({ phase: 'committing', message: `${failure.message} Starting the direct save again.` });
        }
      }
    } finally {
      leave();
    }
  }

  /**
   * Remembers the layers of an image that the engine has pushed, so that the next save finds them.
   *
   * @param digest of the manifest, as the engine has made it
   */
  async learn(
    reference: ImageReference,
    digest: string,
    credentials: RegistryCredentials | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { registry, repository } = reference;
    await this.withClient(reference, credentials, async (client) => {
      const image = await readRemoteImage(client, repository, digest, signal);
      if (!image) return;
      const { config, manifest } = image;
      await this.known.learn(registry, repository, pairLayers(config.rootfs.diff_ids, manifest.layers));
    });
  }

  /**
   * Where the files of a container are, if nothing that the node knows is against saving it directly.
   *
   * @throws FactoryError `direct_unavailable`
   */
  async filesOf(container: ContainerFacts): Promise<ContainerFiles> {
    const files = await this.conditions.check(await this.engine.info(), container);
    await readBaseImage(files.dataRoot, files.driver, container.imageId);
    return files;
  }

  /** Thaws the containers that a killed agent has left frozen. @returns how many that were */
  removeLeftovers(): Promise<number> {
    return this.freezer.thawLeftovers();
  }

  private run(task: SaveTask, observe: (progress: SaveProgress) => void, signal: AbortSignal): Promise<SavedImage> {
    const { engine, conditions, freezer, known, history, compressor } = this;
    return this.withClient(task.reference, task.credentials, (client) => {
      const parts = { engine, conditions, freezer, known, history, compressor, client, base: new BaseLayers(known) };
      return new DirectRun(parts, task, observe, signal).run();
    });
  }

  private async withClient<T>(
    { registry }: ImageReference,
    credentials: RegistryCredentials | undefined,
    work: (client: RegistryClient) => Promise<T>,
  ): Promise<T> {
    const insecure = await this.engine.isInsecure(registry);
    const client = new RegistryClient({ registry, credentials, insecure });
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  }
}
