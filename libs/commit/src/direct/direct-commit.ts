import { FactoryError } from '@image-factory/errors';
import {
  Compressor,
  type CompressionFormat,
  type CredentialSource,
  type ImageReference,
  mayPassSoon,
  readRemoteImage,
  RegistryClient,
  type RegistryCredentials,
} from '@image-factory/oci';
import { Backoff, KeyedMutex, pause, type Retry } from '@image-factory/resilience';
import type { ContainerFacts, ContainerRuntime, LayerLocation } from '@image-factory/runtime';
import { KnownLayers, pairLayers } from '../history/known-layers.js';
import { DeltaHistory } from '../history/delta-history.js';
import { SlowRegistries } from '../history/slow-registries.js';
import type { ContainerHold } from '../pause/container-hold.js';
import type { CommitObserver } from '../commit-observer.js';
import type { PauseGuard } from '../pause/pause-guard.js';
import { PauseBudget } from '../pause/pause-budget.js';
import type { CommittedImage, CommitStrategy, CommitTask } from '../commit-strategy.port.js';
import type { LocalTag } from '../node-name/local-tag.js';
import { RegistryOrigins } from '../base/registry-origins.js';
import { DirectCommitRun } from './direct-commit-run.js';
import { checkNode } from './node-requirements.js';

/** Retries of a commit after a retryable failure of the registry or the reader. */
const RESTART_BACKOFF = new Backoff({ initialMs: 300, retries: 1 });
/** Retries after the container was started, stopped or resumed while it was read. */
const READ_BACKOFF = new Backoff({ initialMs: 100, retries: 2 });
const PAUSE_BUDGET_MS = 10_000;
/** Limit on reading the layers of a pushed image: the commit waits for them, but does not depend on them. */
const LEARN_TIMEOUT_MS = 15_000;

/** Options of a direct commit. */
export interface DirectCommitOptions {
  /** Folder for data that speeds up later commits; safe to lose. */
  readonly stateDirectory: string;
  /** Default `gzip`; Docker pulls `zstd` from version 23 on. */
  readonly compression?: CompressionFormat;
  /**
   * Limit on the time that a container stays paused only because its reader waits for the registry; default 10,000 ms.
   */
  readonly pauseBudgetMs?: number;
  /** Credentials for the registries that base images came from; default none. */
  readonly credentials?: CredentialSource;
  /** Removes outdated names from the node; default: the names stay. */
  readonly localTag?: LocalTag;
  /** Receives a line for the log before each retry of a request to a registry. */
  readonly warn?: (message: string) => void;
}

/**
 * Fast strategy: pauses the container, reads its changes from the overlayfs upper directory and streams them to the
 * registry as a layer, without a copy on disk. A later commit of the container to the same repository sends only a
 * delta.
 */
export class DirectCommit implements CommitStrategy {
  private readonly known: KnownLayers;
  private readonly history: DeltaHistory;
  private readonly compressor: Compressor;
  private readonly pauseBudgetMs: number;
  private readonly warn: (message: string) => void;
  private readonly credentials: CredentialSource | undefined;
  private readonly localTag: LocalTag | undefined;
  private readonly slow = new SlowRegistries();
  private readonly uploads = new KeyedMutex();
  private node: Promise<void> | undefined;

  constructor(
    private readonly runtime: ContainerRuntime,
    private readonly guard: PauseGuard,
    {
      stateDirectory,
      compression = 'gzip',
      pauseBudgetMs,
      credentials,
      localTag,
      warn = () => undefined,
    }: DirectCommitOptions,
  ) {
    this.known = new KnownLayers(stateDirectory);
    this.history = new DeltaHistory(stateDirectory);
    this.compressor = new Compressor(compression);
    this.pauseBudgetMs = pauseBudgetMs ?? PAUSE_BUDGET_MS;
    this.credentials = credentials;
    this.localTag = localTag;
    this.warn = warn;
  }

  /**
   * @param hasFallback whether another strategy can make the image if the registry is too slow
   * @throws FactoryError `direct_unavailable` if this container does not allow a direct commit, `direct_failed`,
   *   `registry_slow`
   */
  async commit(
    task: CommitTask,
    observer: CommitObserver,
    signal: AbortSignal,
    hasFallback = false,
  ): Promise<CommittedImage> {
    const budget = new PauseBudget(this.pauseBudgetMs);
    if (this.guard.isHeld(task.containerId)) {
      observer.progress({ phase: 'committing', message: 'Waiting for an earlier commit of this container.' });
    }
    const outdated = await this.localTag?.before(task.reference);
    const hold = await this.guard.hold(task.containerId, task.transaction, observer, signal);
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          const image = await this.run(task, observer, signal, { hold, budget, hasFallback });
          return outdated ? await outdated.remove(image, observer) : image;
        } catch (error) {
          if (signal.aborted) throw new FactoryError('cancelled', 'The commit was cancelled.');
          const failure = FactoryError.from(error);
          const retry = retryAfter(failure, attempt);
          if (!retry) throw failure;
          // The record of the previous commit may have caused the failure.
          await this.history.forget(task.containerId, task.reference.name);
          const message = `${failure.message} Retrying the direct commit, ${retry.toString()}.`;
          observer.progress({ phase: 'committing', message });
          await pause(retry.delayMs, signal).catch(() => {
            throw new FactoryError('cancelled', 'The commit was cancelled.');
          });
        }
      }
    } finally {
      hold.release();
    }
  }

  /**
   * Records the layers of an image that the runtime has pushed, so that the next direct commit finds them.
   *
   * @param digest of the manifest that the runtime has pushed
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
   * Locates the files of a container, unless a known property of the node prevents a direct commit.
   *
   * @throws FactoryError `direct_unavailable`
   */
  async filesOf(container: ContainerFacts): Promise<LayerLocation> {
    await (this.node ??= checkNode());
    const location = await this.runtime.writableLayer.locate(container);
    await (await this.runtime.baseImage.hold(container)).release();
    return location;
  }

  private async run(
    task: CommitTask,
    observer: CommitObserver,
    signal: AbortSignal,
    attempt: { readonly hold: ContainerHold; readonly budget: PauseBudget; readonly hasFallback: boolean },
  ): Promise<CommittedImage> {
    const { runtime, known, history, compressor, slow, uploads } = this;
    await (this.node ??= checkNode());
    return this.withClient(task.reference, task.credentials, async (client) => {
      const origins = new RegistryOrigins(task, runtime.registryTrust, this.credentials, this.warn);
      try {
        const parts = { runtime, known, history, compressor, client, origins, uploads, slow, ...attempt };
        return await new DirectCommitRun(parts, task, observer, signal).run();
      } finally {
        origins.close();
      }
    });
  }

  private async withClient<T>(
    { registry }: ImageReference,
    credentials: RegistryCredentials | undefined,
    work: (client: RegistryClient) => Promise<T>,
  ): Promise<T> {
    const access = await this.runtime.registryTrust.accessTo(registry);
    const client = new RegistryClient({ registry, credentials, ...access, warn: this.warn });
    try {
      return await work(client);
    } finally {
      // Not awaited: a cancelled upload may still be in flight.
      client.close().catch(() => undefined);
    }
  }
}

/** The next retry of a commit; undefined if none is left, or none may succeed soon. */
function retryAfter(failure: FactoryError, failures: number): Retry | undefined {
  if (!mayPassSoon(failure)) return undefined;
  const backoff = failure.code === 'direct_failed' ? READ_BACKOFF : RESTART_BACKOFF;
  return backoff.after(failures);
}
