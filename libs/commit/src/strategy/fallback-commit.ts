import { FactoryError, type ErrorCode } from '@image-factory/errors';
import type { CommitObserver, JobProgress } from '../commit-observer.js';
import type { CommittedImage, CommitStrategy, CommitTask } from '../commit-strategy.port.js';
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

/** Commits directly if possible; otherwise reports the reason and falls back to EngineCommit. */
export class FallbackCommit implements CommitStrategy {
  constructor(
    private readonly direct: Pick<DirectCommit, 'commit' | 'learn'>,
    private readonly engine: CommitStrategy,
  ) {}

  async commit(task: CommitTask, observer: CommitObserver, signal: AbortSignal): Promise<CommittedImage> {
    let sentence: string;
    try {
      return await this.direct.commit(task, observer, signal, !task.exclusions?.excludesPaths);
    } catch (error) {
      const failure = FactoryError.from(error);
      if (signal.aborted || !FALL_BACK.includes(failure.code)) throw error;
      if (task.exclusions?.excludesPaths) throw exclusionFailure(failure);
      if (failure.code === 'internal') {
        observer.warn('The direct commit failed unexpectedly.', failure.cause ?? failure);
      }
      sentence = `No direct commit: ${failure.message}`;
      observer.fellBack(failure.code, sentence);
    }
    observer.progress({ phase: 'committing', message: sentence });
    const progress = (of: JobProgress): void => observer.progress({ ...of, message: `${of.message} (${sentence})` });
    const image = await this.engine.commit(task, { ...observer, progress }, signal);
    await this.learn(task, image.digest, observer, signal);
    return { ...image, message: `${image.message} ${sentence}` };
  }

  /** Records the layers of the pushed image, so that the next direct commit can build on them. */
  private async learn(
    { reference, credentials }: CommitTask,
    digest: string,
    observer: CommitObserver,
    signal: AbortSignal,
  ): Promise<void> {
    await this.direct.learn(reference, digest, credentials, signal).catch((error: unknown) => {
      const { logText } = FactoryError.from(error);
      observer.warn(`The layers of ${reference.toString()} are not remembered: ${logText}`);
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
