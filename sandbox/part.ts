import { Folder } from './folder.js';

/** Everything that runs now, in the order of its start. */
const running = new Set<Part>();

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * One part of a sandbox: something that is started, runs, and leaves nothing behind when it is stopped, whether by
 * `stop`, by `await using`, by a start that failed half-way or by a signal to the process.
 */
export abstract class Part implements AsyncDisposable {
  protected readonly folder: Folder;
  #stopped?: Promise<void>;

  /** @param name first letters of the name of its folder */
  protected constructor(name: string) {
    this.folder = new Folder(name);
  }

  /** Starts the processes. */
  protected abstract up(): Promise<void>;

  /** Ends the processes; must work after an `up` that failed anywhere. */
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

  /** Stops it and removes all it left. A second call does nothing more. */
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

/** Stops everything that runs, what was started last first. */
export function stopAll(): Promise<void> {
  return stopInReverse([...running]);
}

/** Stops parts, the last first; one that fails does not keep the others from it. */
export async function stopInReverse(parts: readonly Part[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of [...parts].reverse()) await part.stop().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'Some parts of the sandbox could not be stopped.');
}

/** A signal stops everything and ends the process, with the exit code that was set before, if any. */
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
