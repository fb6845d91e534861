import type { Timings } from './screen.js';

/** Measures consecutive phases. */
export class Stopwatch {
  readonly #laps: [string, number][] = [];
  #last = performance.now();

  /** Ends a phase that began at the end of the previous phase. */
  lap(phase: string): void {
    const now = performance.now();
    this.#laps.push([phase, now - this.#last]);
    this.#last = now;
  }

  get timings(): Timings {
    return this.#laps;
  }
}
