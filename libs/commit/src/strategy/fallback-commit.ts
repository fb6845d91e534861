import { FactoryError, type ErrorCode } from '@image-factory/errors';
import type { CommittedImage, CommitStrategy, JobProgress, CommitTask } from '../commit-strategy.port.js';
import type { DirectCommit } from '../direct/direct-commit.js';

/**
 * Failures of DirectCommit after which EngineCommit may succeed: the runtime has its own files, proxies and
 * certificates, and EngineCommit survives a restart of the runtime. An unexpected error of DirectCommit need not occur
 * in EngineCommit. Every other failure is final: EngineCommit would fail, too, or would commit content that the request
 * excludes.
 */
const FALL_BACK: readonly ErrorCode[] = [
  'engine_unreachable',
  'direct_unavailable',
  'direct_failed',
  'registry_unreachable',
  'registry_insecure',
  'registry_untrusted',
  'registry_failed',
  'internal',
  'registry_slow',
  'registry_unsupported',
  'registry_upload_refused',
];

/** Those failures that explain why a direct commit of the container is impossible. */
const NOT_DIRECTLY: readonly ErrorCode[] = ['direct_unavailable', 'direct_failed'];

/** Callbacks of a FallbackCommit; all optional. */
export interface FallbackListener {
  /** Receives the reason of each fallback, and failures that do not affect the commit. */
  readonly log?: (message: string) => void;
  /** Receives each unexpected error of DirectCommit, with its cause. */
  readonly unexpected?: (message: string, cause: unknown) => void;
  /** Called on each fallback to EngineCommit. */
  readonly fellBack?: (transaction: string, reason: ErrorCode) => void;
}

/** Commits directly if possible; otherwise logs the reason and falls back to EngineCommit. */
export class FallbackCommit implements CommitStrategy {
  constructor(
    private readonly direct: Pick<DirectCommit, 'commit' | 'learn'>,
    private readonly engine: CommitStrategy,
    private readonly listener: FallbackListener = {},
  ) {}

  async commit(
    task: CommitTask,
    observe: (progress: JobProgress) => void,
    signal: AbortSignal,
  ): Promise<CommittedImage> {
    let reason: string;
    try {
      return await this.direct.commit(task, observe, signal, !task.exclusions?.excludesPaths);
    } catch (error) {
      const failure = FactoryError.from(error);
      if (signal.aborted || !FALL_BACK.includes(failure.code)) throw error;
      if (task.exclusions?.excludesPaths) throw exclusionFailure(failure);
      if (failure.code === 'internal') {
        const sentence = `The direct commit of ${task.transaction} failed unexpectedly.`;
        this.listener.unexpected?.(sentence, failure.cause ?? failure);
      }
      reason = failure.message;
      this.listener.fellBack?.(task.transaction, failure.code);
    }
    const sentence = `No direct commit: ${reason}`;
    this.listener.log?.(`Container ${task.containerId}, ${task.reference.toString()}: ${sentence}`);
    observe({ phase: 'committing', message: sentence });
    const tell = (progress: JobProgress): void =>
      observe({ ...progress, message: `${progress.message} (${sentence})` });
    const saved = await this.engine.commit(task, tell, signal);
    await this.learn(task, saved.digest, signal);
    return { ...saved, message: `${saved.message} ${sentence}` };
  }

  /** Records what the runtime has pushed, so that the next direct commit can build on it. */
  private async learn({ reference, credentials }: CommitTask, digest: string, signal: AbortSignal): Promise<void> {
    await this.direct.learn(reference, digest, credentials, signal).catch((error: unknown) => {
      const { logText } = FactoryError.from(error);
      this.listener.log?.(`The layers of ${reference.toString()} are not remembered: ${logText}`);
    });
  }
}

/** EngineCommit would include the excluded paths. */
function exclusionFailure(error: FactoryError): FactoryError {
  if (!NOT_DIRECTLY.includes(error.code)) return error;
  return new FactoryError(
    'exclude_unavailable',
    `exclude requires a direct commit, which is not possible: ${error.message}`,
  );
}
