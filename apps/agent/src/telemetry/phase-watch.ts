import type { JobPhase, JobProgress } from '@image-factory/commit';

/** A part of a save, from its first moment: what comes before its first phase is the preparation. */
export type WatchedPhase = 'preparing' | JobPhase;

/** Takes the time of each phase of one save. A phase that comes again, after a fallback, goes on. */
export class PhaseWatch {
  private readonly times = new Map<WatchedPhase, number>();
  private phase: WatchedPhase = 'preparing';
  private since = performance.now();

  observe({ phase }: Pick<JobProgress, 'phase'>): void {
    if (phase !== this.phase) this.turnTo(phase);
  }

  /** Ends the last phase. @returns the seconds of each */
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
