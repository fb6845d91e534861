/** Aborts a signal when keep-alives stay out for too long. */
export class Silence {
  private readonly controller = new AbortController();
  private timer?: ReturnType<typeof setTimeout>;

  /** @param limit maximum silence, in milliseconds */
  constructor(private readonly limit: number) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Restarts the timer: on each keep-alive, and to begin watching. */
  broken(): void {
    this.end();
    this.timer = setTimeout(() => this.controller.abort(), this.limit);
  }

  /** Stops watching. */
  end(): void {
    clearTimeout(this.timer);
  }
}
