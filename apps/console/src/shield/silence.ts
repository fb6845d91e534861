/** Notices when something that ought to give signs of life gives none for too long, and ends it by its signal. */
export class Silence {
  private readonly controller = new AbortController();
  private timer?: ReturnType<typeof setTimeout>;

  /** @param limit how long it may be silent, in milliseconds */
  constructor(private readonly limit: number) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** There was a sign of life, or the first is waited for from now on. */
  broken(): void {
    this.end();
    this.timer = setTimeout(() => this.controller.abort(), this.limit);
  }

  /** Nobody listens any more. */
  end(): void {
    clearTimeout(this.timer);
  }
}
