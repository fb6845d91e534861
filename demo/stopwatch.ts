import type { Timings } from './screen.js';

/** Takes the time of one phase after the other. */
export class Stopwatch {
  readonly #laps: [string, number][] = [];
  #last = performance.now();

  /** Ends a phase that began where the one before ended. */
  lap(phase: string): void {
    const now = performance.now();
    this.#laps.push([phase, now - this.#last]);
    this.#last = now;
  }

  get timings(): Timings {
    return this.#laps;
  }
}
