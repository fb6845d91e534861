import { Folder } from './folder.js';

/** All running parts, in start order. */
const running = new Set<Part>();

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * One part of a sandbox: started, running, and completely cleaned up when it is stopped by `stop`, by `await using`, by
 * a failed start, or by a signal to the process.
 */
export abstract class Part implements AsyncDisposable {
  protected readonly folder: Folder;
  #stopped?: Promise<void>;

  /** @param name prefix of the name of its folder */
  protected constructor(name: string) {
    this.folder = new Folder(name);
  }

  /** Starts the processes. */
  protected abstract up(): Promise<void>;

  /** Stops the processes; must work after an `up` that failed at any point. */
  protected abstract down(): Promise<void>;

  /** Starts a part. */
  protected static async launch<P extends Part>(part: P): Promise<P> {
    if (running.size === 0) listen();
    running.add(part);
    try {
      await part.up();
      return part;
    } catch (error) {
      await part.stop();
      throw error;
    }
  }

  /** Stops it and cleans up. Further calls have no effect. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  async #stop(): Promise<void> {
    try {
      await this.down();
    } finally {
      running.delete(this);
      if (running.size === 0) unlisten();
      this.folder.remove();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** Stops all running parts in reverse start order. */
export function stopAll(): Promise<void> {
  return stopInReverse([...running]);
}

/** Stops parts in reverse order; a failure does not prevent the others from stopping. */
export async function stopInReverse(parts: readonly Part[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of [...parts].reverse()) await part.stop().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'Some parts of the sandbox could not be stopped.');
}

/** On a signal, stops all parts and exits with the exit code that was set before, if any. */
function onSignal(signal: keyof typeof SIGNALS): void {
  process.exitCode ??= 128 + SIGNALS[signal];
  void stopAll()
    .catch((error: unknown) => console.error(error))
    .finally(() => process.exit());
}

function listen(): void {
  for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal);
}

function unlisten(): void {
  for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
}
