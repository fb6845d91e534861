import { raceAbort } from './bounded-wait.js';

/** Runs one piece of work at a time under each key, in the order of arrival. */
export class KeyedMutex {
  private readonly tails = new Map<string, Promise<void>>();

  /** Whether work under this key runs or waits. */
  isLocked(key: string): boolean {
    return this.tails.has(key);
  }

  /**
   * Acquires the lock of a key.
   *
   * @param signal gives up the wait
   * @returns releases the lock; further calls have no effect
   * @throws the reason of the signal once it is aborted
   */
  async acquire(key: string, signal?: AbortSignal): Promise<() => void> {
    const before = this.tails.get(key) ?? Promise.resolve();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const tail = before.then(() => released);
    this.tails.set(key, tail);
    void tail.then(() => {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    });
    try {
      await (signal ? raceAbort(before, signal) : before);
    } catch (error) {
      release();
      throw error;
    }
    return release;
  }

  /** Runs work while it holds the lock of a key. */
  async run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const release = await this.acquire(key, signal);
    try {
      return await work();
    } finally {
      release();
    }
  }
}
