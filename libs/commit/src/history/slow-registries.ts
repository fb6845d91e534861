/** How long a registry counts as slow. */
const SLOW_FOR_MS = 60 * 60 * 1000;

/** Records which registries have exhausted a pause budget; in memory only. */
export class SlowRegistries {
  private readonly since = new Map<string, number>();

  /** @param now the clock, in Unix milliseconds */
  constructor(private readonly now: () => number = Date.now) {}

  mark(registry: string): void {
    this.since.set(registry, this.now());
  }

  /** When the registry was last too slow; undefined if that was more than an hour ago. */
  slowSince(registry: string): Date | undefined {
    const since = this.since.get(registry);
    if (since === undefined) return undefined;
    if (this.now() - since < SLOW_FOR_MS) return new Date(since);
    this.since.delete(registry);
    return undefined;
  }
}
