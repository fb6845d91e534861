import type { Backoff, Retry } from './backoff.js';

/**
 * Repeats an operation in the background, such as a connection that may end at any time: counts its failures in a row
 * and schedules the next attempt after each. An operation that one caller waits for is repeated by `Backoff.run`.
 */
export class RetryTimer {
  private failures = 0;
  private timer?: ReturnType<typeof setTimeout>;
  private closed = false;

  /** @param attempt begins the next attempt, whose outcome `failed` or `succeeded` reports */
  constructor(
    private readonly backoff: Backoff,
    private readonly attempt: () => void,
  ) {}

  /** Schedules the next attempt. @returns undefined if no retry is left, or the timer is closed */
  failed(): Retry | undefined {
    clearTimeout(this.timer);
    const retry = this.closed ? undefined : this.backoff.after(++this.failures);
    if (retry) this.timer = setTimeout(this.attempt, retry.delayMs);
    return retry;
  }

  /** Resets the count of failures, and cancels the scheduled attempt. */
  succeeded(): void {
    clearTimeout(this.timer);
    this.failures = 0;
  }

  /** Cancels the scheduled attempt and prevents further ones. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }
}
