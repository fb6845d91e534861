import { FactoryError } from '@image-factory/errors';
import { Backoff } from '@image-factory/resilience';
import {
  type ContainerMount,
  type ContainerRuntime,
  type NativeImage,
  type PushObserver,
  RuntimeOutage,
} from '@image-factory/runtime';
import { Exclusions } from '../exclusions/exclusions.js';
import type { CommitObserver } from '../commit-observer.js';
import type { LocalTag } from '../node-name/local-tag.js';
import type { PauseGuard } from '../pause/pause-guard.js';
import type { CommittedImage, CommitStrategy, CommitTask } from '../commit-strategy.port.js';
import type { ManifestVerifier } from './manifest-verifier.js';
import { checkSupportedPaths } from './supported-paths.js';

/** Options of an EngineCommit; all have defaults. */
export interface EngineCommitOptions {
  /** Limit on the total back-off of a push that fails with a retryable error, in milliseconds. */
  readonly maxPushBackoffMs?: number;
  /**
   * Whether the committed image stays on the node under its reference, unless another image has that name; default
   * false.
   */
  readonly keepImages?: boolean;
  /** Removes outdated names from the node; default: the names stay. */
  readonly localTag?: LocalTag;
}

const MAX_PUSH_BACKOFF_MS = 40_000;
/** Limit on an outage of the runtime before the commit begins. */
const MAX_RUNTIME_OUTAGE_MS = 60_000;
const FIRST_WAIT_MS = 1_000;
const GROWTH = 3;

/** Strategy that uses the runtime itself: commit, then push. Slower, but works with every storage driver. */
export class EngineCommit implements CommitStrategy {
  private readonly backoff: Backoff;
  private readonly keepImages: boolean;
  private readonly localTag: LocalTag | undefined;
  private readonly outage: RuntimeOutage;
  /** The commits whose images are still on the node. */
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly runtime: Pick<ContainerRuntime, 'containers' | 'nativeCommit' | 'ping' | 'writableLayer'>,
    private readonly guard: PauseGuard,
    private readonly verifier: ManifestVerifier,
    { maxPushBackoffMs = MAX_PUSH_BACKOFF_MS, keepImages = false, localTag }: EngineCommitOptions = {},
  ) {
    this.backoff = new Backoff({ initialMs: FIRST_WAIT_MS, factor: GROWTH, retries: retriesWithin(maxPushBackoffMs) });
    this.keepImages = keepImages;
    this.localTag = localTag;
    this.outage = new RuntimeOutage(runtime, MAX_RUNTIME_OUTAGE_MS);
  }

  /**
   * Resolves as soon as the registry has confirmed the digest; the image is removed from the node later, see `settled`.
   */
  commit(task: CommitTask, observer: CommitObserver, signal: AbortSignal): Promise<CommittedImage> {
    return new Promise((resolve, reject) => {
      const work = this.commitAndPush(task, observer, signal, resolve)
        .catch((error: unknown) => reject(signal.aborted ? cancelled(error) : (error as Error)))
        .finally(() => this.running.delete(work));
      this.running.add(work);
    });
  }

  /**
   * Removes the images that interrupted commits have left on the node, not those of running ones. @returns the number
   * of images
   */
  removeLeftovers(): Promise<number> {
    return this.runtime.nativeCommit.removeLeftovers();
  }

  /**
   * Resolves when the current commits have ended and their images are removed, including those of cancelled commits.
   */
  async settled(): Promise<void> {
    await Promise.all([...this.running, this.runtime.nativeCommit.settled()]);
  }

  private async commitAndPush(
    task: CommitTask,
    observer: CommitObserver,
    signal: AbortSignal,
    whenConfirmed: (image: CommittedImage) => void,
  ): Promise<void> {
    if (task.exclusions?.excludesPaths) {
      throw new FactoryError('exclude_unavailable', 'The agent uses the engine strategy, which cannot exclude paths.');
    }
    const outdated = await this.localTag?.before(task.reference);
    const { image, notSaved } = await this.createImage(task, observer, signal);
    try {
      const pushed = { ...(await this.push(task, image, observer, signal)), notSaved };
      whenConfirmed(outdated ? await outdated.remove(pushed, observer) : pushed);
      if (this.keepImages) await image.keep();
    } finally {
      await image.remove();
    }
  }

  private async createImage(
    task: CommitTask,
    observer: CommitObserver,
    signal: AbortSignal,
  ): Promise<{ readonly image: NativeImage; readonly notSaved: readonly ContainerMount[] }> {
    const { containers, nativeCommit } = this.runtime;
    const report = (message: string): void => observer.progress({ phase: 'committing', message });
    const { transaction: commitId, containerId, reference, author, note } = task;
    report(
      this.guard.isHeld(containerId) ? 'Waiting for an earlier commit of this container.' : 'Committing the container.',
    );
    const check = async (): Promise<readonly ContainerMount[]> => {
      const facts = await containers.find(containerId);
      await checkSupportedPaths(this.runtime, facts, signal);
      return facts.mounts;
    };
    const notSaved = await this.outage.outlast(check, report, signal);
    const redacted = task.exclusions ?? Exclusions.NONE;
    const redact = (config: Readonly<Record<string, unknown>>): readonly string[] => redacted.redactedIn(config);
    const hold = (until: AbortSignal) => this.guard.hold(containerId, commitId, observer, until);
    const request = { commitId, containerId, reference, author, note, redact, hold };
    return { image: await nativeCommit.commit(request, report, signal), notSaved };
  }

  private async push(
    { reference, credentials }: CommitTask,
    image: NativeImage,
    observer: CommitObserver,
    signal: AbortSignal,
  ): Promise<CommittedImage> {
    let pushedBytes: number | undefined;
    const report = (message: string): void => observer.progress({ phase: 'pushing', message });
    const pushObserver: PushObserver = {
      report,
      progress: ({ layers, layersDone, bytes, totalBytes }) => {
        pushedBytes = bytes;
        const message = `Pushing: ${layersDone} of ${layers} layers are done.`;
        observer.progress({ phase: 'pushing', message, bytes, totalBytes });
      },
    };
    let confirmed: Pick<CommittedImage, 'digest' | 'verifiedBy'> | undefined;
    const confirm = async (digest: string): Promise<void> => {
      confirmed = { digest, verifiedBy: await this.verifier.verify(reference, credentials, digest, signal) };
    };
    await this.backoff.run(() => image.push(credentials, pushObserver, confirm, signal), {
      signal,
      isRetryable,
      onRetry: (retry, error) => report(`${(error as Error).message} ${capitalised(retry.toString())}.`),
    });
    const { digest, verifiedBy } = confirmed!;
    const message = `Committed and pushed as ${reference.toString()}, ${digest}.`;
    return { digest, message, pushedBytes, verifiedBy };
  }
}

/** An unresponsive runtime is not retryable: the commit has already waited for it. */
function isRetryable(error: unknown): boolean {
  return error instanceof FactoryError && error.retryable && error.code !== 'engine_unreachable';
}

function cancelled(cause: unknown): FactoryError {
  return new FactoryError('cancelled', 'The commit was cancelled.', { cause });
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Number of growing waits that fit into a duration. */
function retriesWithin(durationMs: number): number {
  let retries = 0;
  for (let wait = FIRST_WAIT_MS, left = durationMs; wait <= left; wait *= GROWTH) {
    left -= wait;
    retries++;
  }
  return retries;
}
