/** Bounds of a `Backoff`. */
export interface BackoffOptions {
  /** Delay before the first retry, in milliseconds. */
  readonly initialMs: number;
  /** Longest delay, in milliseconds. Default: unlimited. */
  readonly maxMs?: number;
  /** Factor between consecutive delays. Default: 2. */
  readonly factor?: number;
  /** Share by which a delay is spread at random to both sides, from 0 to 1. Default: 0.2. */
  readonly jitter?: number;
  /** Retries after the first attempt. Default: unlimited. */
  readonly retries?: number;
}

/** The next retry of a failed operation. */
export interface Retry {
  /** Number of the retry, from 1. */
  readonly number: number;
  /** Delay before it, in milliseconds. */
  readonly delayMs: number;
  /** For logs and progress, the same words everywhere: `retry 3/12 in 4 s`. */
  toString(): string;
}

/** How `Backoff.run` retries. */
export interface RunOptions {
  /** Ends the wait and the retries; the promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
  /** Whether a retry may succeed after this failure. Default: always. */
  readonly isRetryable?: (error: unknown) => boolean;
  /** Shortest delay that a failure demands, such as `Retry-After`, in milliseconds. Default: 0. */
  readonly minDelayMs?: (error: unknown) => number;
  /** Called before each wait. */
  readonly onRetry?: (retry: Retry, error: unknown) => void;
}

/**
 * Exponential backoff with jitter: how long to wait before each retry, and when to stop. A value without state, so that
 * one policy serves loops in memory and retries whose number is stored in a database.
 */
export class Backoff {
  private readonly initialMs: number;
  private readonly maxMs: number;
  private readonly factor: number;
  private readonly jitter: number;
  /** Retries after the first attempt; `Infinity` if unlimited. */
  readonly retries: number;

  constructor({ initialMs, maxMs = Infinity, factor = 2, jitter = 0.2, retries = Infinity }: BackoffOptions) {
    this.initialMs = initialMs;
    this.maxMs = maxMs;
    this.factor = factor;
    this.jitter = jitter;
    this.retries = retries;
  }

  /**
   * The retry that follows a number of failures in a row.
   *
   * @param failures at least 1
   * @param minDelayMs shortest delay that the last failure demands, such as `Retry-After`, in milliseconds
   * @returns undefined when no retry is left
   */
  after(failures: number, minDelayMs = 0): Retry | undefined {
    if (failures > this.retries) return undefined;
    const exact = Math.min(this.maxMs, this.initialMs * this.factor ** (failures - 1));
    const spread = Math.round(exact * (1 + this.jitter * (2 * Math.random() - 1)));
    const delayMs = Math.max(spread, minDelayMs);
    const of = Number.isFinite(this.retries) ? `/${this.retries}` : '';
    return { number: failures, delayMs, toString: () => `retry ${failures}${of} in ${seconds(delayMs)}` };
  }

  /**
   * Runs an operation until it succeeds, fails in a way that is not retryable, or no retry is left.
   *
   * @throws the last failure; the reason of the signal once it is aborted
   */
  async run<T>(operation: (attempt: number) => Promise<T>, options: RunOptions = {}): Promise<T> {
    const { signal, isRetryable = () => true, minDelayMs = () => 0, onRetry } = options;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      try {
        return await operation(attempt);
      } catch (error) {
        const retry = isRetryable(error) ? this.after(attempt, minDelayMs(error)) : undefined;
        if (!retry || signal?.aborted) throw error;
        onRetry?.(retry, error);
        await pause(retry.delayMs, signal);
      }
    }
  }
}

/**
 * Waits.
 *
 * @throws the reason of the signal once it is aborted
 */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- whatever reason the caller chose
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
  });
}

function seconds(milliseconds: number): string {
  if (milliseconds < 950) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds < 120_000) return `${Math.round(milliseconds / 1000)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}
