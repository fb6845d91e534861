import type { ErrorCode } from '@image-factory/errors';
import type { PausePeriod } from '@image-factory/runtime';

/** The two long phases of a commit. */
export type JobPhase = 'committing' | 'pushing';

/** Progress of a running commit. Each one supersedes the previous. */
export interface JobProgress {
  readonly phase: JobPhase;
  /** A sentence for people. */
  readonly message: string;
  /** Bytes completed in this phase. */
  readonly bytes?: number;
  /** Total bytes of this phase, if known; never below `bytes`. */
  readonly totalBytes?: number;
}

/** The stages of a direct commit, in their order; the container is paused while it is read. */
export type CommitStage = 'resolve' | 'base-layers' | 'pause' | 'read' | 'publish' | 'remember';

/** Observes one commit. No function fails. */
export interface CommitObserver {
  /** Called with each progress, in order; a new phase is never skipped. */
  readonly progress: (progress: JobProgress) => void;
  /** Called at the end of each pause; that of an abandoned commit may end after the commit itself. */
  readonly paused: (period: PausePeriod) => void;
  /** Called when EngineCommit takes over. @param sentence the reason, for people */
  readonly fellBack: (reason: ErrorCode, sentence: string) => void;
  /** Called with problems that do not fail the commit. @param cause an unexpected error, for the log */
  readonly warn: (message: string, cause?: unknown) => void;
  /** Runs a stage of a direct commit, for example within a span; a retry runs its stages again. */
  readonly stage: <T>(stage: CommitStage, work: () => Promise<T>) => Promise<T>;
}

/** An observer that ignores the events without a function. */
export function observing(functions: Partial<CommitObserver> = {}): CommitObserver {
  const ignore = (): void => undefined;
  return { progress: ignore, paused: ignore, fellBack: ignore, warn: ignore, stage: (_, work) => work(), ...functions };
}
