import { FactoryError, type ErrorCode } from '@image-factory/errors';
import type { CommittedImage, CommitStrategy, JobProgress, CommitTask } from './commit-strategy.port.js';
import type { DirectCommit } from '../direct/direct-commit.js';

/**
 * Failures of the direct way after which the engine's may do better: the engine has its own files, proxies and
 * certificates, and its way outlasts a restart of the engine. An unexpected error of the direct way need not occur in
 * the engine's. Every other failure is final: the engine would fail, too, or would save other content than was ordered.
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

/** Those of them that say why a container cannot be saved directly at all. */
const NOT_DIRECTLY: readonly ErrorCode[] = ['direct_unavailable', 'direct_failed'];

/** Who hears of what FallbackCommit does; every part may be left out. */
export interface FallbackListener {
  /** Told the reason whenever the engine's way is taken, and what does not work out besides. */
  readonly log?: (message: string) => void;
  /** Receives each unexpected error of the direct way, with its cause. */
  readonly unexpected?: (message: string, cause: unknown) => void;
  /** Told whenever the engine's way is taken. */
  readonly fellBack?: (transaction: string, reason: ErrorCode) => void;
}

/** Saves directly where that works, and the engine's way where it does not, and says why. */
export class FallbackCommit implements CommitStrategy {
  constructor(
    private readonly direct: Pick<DirectCommit, 'save' | 'learn'>,
    private readonly engine: CommitStrategy,
    private readonly listener: FallbackListener = {},
  ) {}

  async save(task: CommitTask, observe: (progress: JobProgress) => void, signal: AbortSignal): Promise<CommittedImage> {
    let reason: string;
    try {
      return await this.direct.save(task, observe, signal, !task.omissions?.excludesPaths);
    } catch (error) {
      const failure = FactoryError.from(error);
      if (signal.aborted || !FALL_BACK.includes(failure.code)) throw error;
      if (task.omissions?.excludesPaths) throw withoutOmissions(failure);
      if (failure.code === 'internal') {
        const sentence = `The direct save of commit ${task.transaction} failed unexpectedly.`;
        this.listener.unexpected?.(sentence, failure.cause ?? failure);
      }
      reason = failure.message;
      this.listener.fellBack?.(task.transaction, failure.code);
    }
    const sentence = `Not saved directly: ${reason}`;
    this.listener.log?.(`Container ${task.containerId}, ${task.reference.toString()}: ${sentence}`);
    observe({ phase: 'committing', message: sentence });
    const tell = (progress: JobProgress): void =>
      observe({ ...progress, message: `${progress.message} (${sentence})` });
    const saved = await this.engine.save(task, tell, signal);
    await this.learn(task, saved.digest, signal);
    return { ...saved, message: `${saved.message} ${sentence}` };
  }

  /** What the engine has pushed makes the next direct save possible. */
  private async learn({ reference, credentials }: CommitTask, digest: string, signal: AbortSignal): Promise<void> {
    await this.direct.learn(reference, digest, credentials, signal).catch((error: unknown) => {
      const { logText } = FactoryError.from(error);
      this.listener.log?.(`The layers of ${reference.toString()} are not remembered: ${logText}`);
    });
  }
}

/** The engine's way would save what is to be left out. */
function withoutOmissions(error: FactoryError): FactoryError {
  if (!NOT_DIRECTLY.includes(error.code)) return error;
  return new FactoryError('exclude_unavailable', `Not saved, since it cannot be saved directly: ${error.message}`);
}
