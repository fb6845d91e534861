import type { SourceWatch } from '@image-factory/oci';

/**
 * How long a container may stay paused only because its reader waits for the registry; shared by all attempts of a
 * commit.
 */
export class PauseBudget implements SourceWatch {
  private left: number;
  private waitingSince: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private onSpent: (() => void) | undefined;

  /** @param budgetMs total of all waits */
  constructor(readonly budgetMs: number) {
    this.left = budgetMs;
  }

  /**
   * Starts counting: the container is paused.
   *
   * @param onSpent called once, as soon as the budget is exhausted
   */
  open(onSpent: () => void): void {
    this.onSpent = onSpent;
  }

  waits(): void {
    const { onSpent } = this;
    if (!onSpent || this.waitingSince !== undefined) return;
    this.waitingSince = performance.now();
    this.timer = setTimeout(() => {
      this.close();
      onSpent();
    }, this.left);
  }

  reads(): void {
    if (this.waitingSince === undefined) return;
    clearTimeout(this.timer);
    this.left = Math.max(this.left - (performance.now() - this.waitingSince), 0);
    this.waitingSince = undefined;
  }

  /** Stops counting: the container is resumed, or its layer is discarded. */
  close(): void {
    this.reads();
    this.onSpent = undefined;
  }
}
