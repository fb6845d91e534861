import { FactoryError } from '@image-factory/errors';

/** Lets one piece of work at a time run under a key, in the order they came. */
export class KeyedQueue {
  private readonly tails = new Map<string, Promise<void>>();

  /** Whether work under this key runs or waits. */
  isBusy(key: string): boolean {
    return this.tails.has(key);
  }

  /**
   * Waits for the turn. Until the returned function is called nobody else under this key gets one.
   *
   * @param signal gives up waiting: rejects with `cancelled`
   */
  async enter(key: string, signal: AbortSignal): Promise<() => void> {
    const before = this.tails.get(key) ?? Promise.resolve();
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => (leave = resolve));
    const tail = before.then(() => left);
    this.tails.set(key, tail);
    void tail.then(() => {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    });
    try {
      await unlessAborted(before, signal);
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }
}

/** Settles as the promise does, or rejects with `cancelled` when the signal comes first. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const cancelled = (): FactoryError => new FactoryError('cancelled', 'The save was cancelled.');
  if (signal.aborted) throw cancelled();
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => (abort = () => reject(cancelled())));
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
