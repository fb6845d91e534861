import { FactoryError } from '@image-factory/errors';
import {
  AnswerFailure,
  Compressor,
  type CompressionFormat,
  type ImageReference,
  readRemoteImage,
  RegistryClient,
  type RegistryCredentials,
  RETRY_AFTER_MAX_MS,
} from '@image-factory/oci';
import { KeyedMutex } from '@image-factory/resilience';
import type { ContainerFacts, ContainerRuntime, PausePeriod, LayerLocation } from '@image-factory/runtime';
import { BaseLayers } from '../base/base-layers.js';
import { KnownLayers, pairLayers } from '../history/known-layers.js';
import { DeltaHistory } from '../history/delta-history.js';
import { SlowRegistries } from '../history/slow-registries.js';
import { PauseGuard } from '../pause/pause-guard.js';
import type { PauseRecord } from '../pause/pause-journal.js';
import { PauseBudget } from '../pause/pause-budget.js';
import type { CommittedImage, CommitStrategy, JobProgress, CommitTask } from '../strategy/commit-strategy.port.js';
import { DirectCommitRun } from './direct-commit-run.js';
import { checkNode } from './node-requirements.js';

/** How often a save is made in all when the registry or the reading fails in a way that may pass. */
const ATTEMPTS = 2;
/** The same when the container was started, stopped or resumed while it was read. */
const MAX_READS = 3;
const PAUSE_BUDGET_MS = 10_000;
/** How long the layers of a pushed image are asked for: the commit waits for it, and can do without. */
const LEARN_TIMEOUT_MS = 15_000;

/** What a direct save can be told. */
export interface DirectCommitOptions {
  /** Where the agent keeps what makes the next saves faster; may be lost. */
  readonly stateDirectory: string;
  /** `gzip` unless told: Docker pulls `zstd` from version 23 on. */
  readonly compression?: CompressionFormat;
  /** How long a container may stay paused only because its reader waits for the registry, in ms; 10,000 unless given. */
  readonly pauseBudgetMs?: number;
  /** Told what could not be put right on the node. */
  readonly warn?: (message: string) => void;
  /** Told for how long a container was frozen. */
  readonly frozen?: (period: PausePeriod) => void;
  /** Told of each container that a killed agent has left paused and that is resumed. */
  readonly resumed?: (mark: PauseRecord) => void;
}

/**
 * The fast way to save: reads what a container has changed where overlayfs keeps it, while the container is frozen,
 * and streams it to the registry as a layer, without a copy on disk. A later save of a container onto the same
 * repository sends only what has changed since.
 */
export class DirectCommit implements CommitStrategy {
  private readonly containers = new KeyedMutex();
  private readonly freezer: PauseGuard;
  private readonly known: KnownLayers;
  private readonly history: DeltaHistory;
  private readonly compressor: Compressor;
  private readonly pauseBudgetMs: number;
  private readonly slow = new SlowRegistries();
  private node: Promise<void> | undefined;

  constructor(
    private readonly runtime: ContainerRuntime,
    { stateDirectory, compression = 'gzip', pauseBudgetMs, ...listener }: DirectCommitOptions,
  ) {
    const { warn = () => undefined, frozen = () => undefined, resumed = () => undefined } = listener;
    this.freezer = new PauseGuard(runtime, stateDirectory, { warn, frozen, resumed });
    this.known = new KnownLayers(stateDirectory);
    this.history = new DeltaHistory(stateDirectory);
    this.compressor = new Compressor(compression);
    this.pauseBudgetMs = pauseBudgetMs ?? PAUSE_BUDGET_MS;
  }

  /**
   * @param hasFallback another strategy can make the image: a registry that was too slow is left to it
   * @throws FactoryError `direct_unavailable` if this container cannot be saved so, `direct_failed`, `registry_slow`
   */
  async save(
    task: CommitTask,
    observe: (progress: JobProgress) => void,
    signal: AbortSignal,
    hasFallback = false,
  ): Promise<CommittedImage> {
    const budget = new PauseBudget(this.pauseBudgetMs);
    const release = await this.containers.acquire(task.containerId, signal).catch((cause: unknown) => {
      throw new FactoryError('cancelled', 'The commit was cancelled.', { cause });
    });
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.run(task, observe, signal, budget, hasFallback);
        } catch (error) {
          if (signal.aborted) throw new FactoryError('cancelled', 'The save was cancelled.');
          const failure = FactoryError.from(error);
          const most = failure.code === 'direct_failed' ? MAX_READS : ATTEMPTS;
          if (!mayPassSoon(failure) || attempt >= most) throw failure;
          // What was remembered of the last save may be what is wrong.
          await this.history.forget(task.containerId, task.reference.name);
          observe({ phase: 'committing', message: `${failure.message} Starting the direct save again.` });
        }
      }
    } finally {
      release();
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
    const limited = AbortSignal.any([signal, AbortSignal.timeout(LEARN_TIMEOUT_MS)]);
    await this.withClient(reference, credentials, async (client) => {
      const image = await readRemoteImage(client, repository, digest, limited);
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
  async filesOf(container: ContainerFacts): Promise<LayerLocation> {
    await (this.node ??= checkNode());
    const location = await this.runtime.writableLayer.locate(container);
    await (await this.runtime.baseImage.hold(container)).release();
    return location;
  }

  /** Thaws the containers that a killed agent has left frozen. @returns how many that were */
  removeLeftovers(): Promise<number> {
    return this.freezer.resumeInterrupted();
  }

  private async run(
    task: CommitTask,
    observe: (progress: JobProgress) => void,
    signal: AbortSignal,
    budget: PauseBudget,
    hasFallback: boolean,
  ): Promise<CommittedImage> {
    const { runtime, freezer, known, history, compressor, slow } = this;
    const settings = { slow, budget, hasFallback };
    await (this.node ??= checkNode());
    return this.withClient(task.reference, task.credentials, (client) => {
      const base = new BaseLayers(known);
      const parts = { runtime, freezer, known, history, compressor, client, base, ...settings };
      return new DirectCommitRun(parts, task, observe, signal).run();
    });
  }

  private async withClient<T>(
    { registry }: ImageReference,
    credentials: RegistryCredentials | undefined,
    work: (client: RegistryClient) => Promise<T>,
  ): Promise<T> {
    const access = await this.runtime.registryTrust.accessTo(registry);
    const client = new RegistryClient({ registry, credentials, ...access });
    try {
      return await work(client);
    } finally {
      // Not waited for: an upload that is given up may still be on its way to the registry.
      client.close().catch(() => undefined);
    }
  }
}

/** Whether another attempt at once may do better; a registry that asks for a long wait is not asked again. */
function mayPassSoon(failure: FactoryError): boolean {
  if (!failure.retryable) return false;
  return !(failure instanceof AnswerFailure) || failure.retryAfterMs <= RETRY_AFTER_MAX_MS;
}
