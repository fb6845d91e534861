import type { CommitObserver, CommittedImage, JobPhase, JobProgress } from '@image-factory/commit';
import type { ErrorCode } from '@image-factory/errors';

/** Observer of one job, from its beginning to its end. */
export interface WatchedJob extends Pick<CommitObserver, 'progress' | 'paused' | 'fellBack'> {
  succeeded(image: CommittedImage): void;
  failed(code: ErrorCode): void;
}

/** A phase of a job; `preparing` precedes the first reported one. */
type WatchedPhase = 'preparing' | JobPhase;

/** Measures each phase of one job. A phase that recurs after a fallback accumulates. */
export class PhaseWatch {
  private readonly times = new Map<WatchedPhase, number>();
  private phase: WatchedPhase = 'preparing';
  private since = performance.now();

  observe({ phase }: Pick<JobProgress, 'phase'>): void {
    if (phase !== this.phase) this.turnTo(phase);
  }

  /** Ends the last phase. @returns the seconds per phase */
  end(): ReadonlyMap<WatchedPhase, number> {
    this.turnTo(this.phase);
    return this.times;
  }

  private turnTo(phase: WatchedPhase): void {
    const now = performance.now();
    this.times.set(this.phase, (this.times.get(this.phase) ?? 0) + (now - this.since) / 1000);
    this.phase = phase;
    this.since = now;
  }
}
