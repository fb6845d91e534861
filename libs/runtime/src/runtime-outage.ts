import { FactoryError } from '@image-factory/errors';
import { pause } from '@image-factory/resilience';

/** How often the runtime is asked whether it is back, in milliseconds. */
const LOOK_EVERY_MS = 500;

/** How often a step is begun at most. */
const MAX_ATTEMPTS = 3;

/** Lets the steps of a commit outlast a runtime that dies and is started again. */
export class RuntimeOutage {
  /** @param patience how long the runtime may stay away each time, in milliseconds */
  constructor(
    private readonly runtime: { ping(): Promise<void> },
    private readonly patience: number,
  ) {}

  /**
   * Runs a step. When the runtime does not answer, the step is repeated once it does, a bounded number of times.
   *
   * @param tell receives a sentence for people whenever the runtime is waited for
   * @param signal ends the wait and the repetitions; the step itself is not stopped
   * @throws FactoryError the last failure of the step
   */
  async outlast<T>(step: () => Promise<T>, tell: (message: string) => void, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await step();
      } catch (error) {
        const { code, message } = FactoryError.from(error);
        if (code !== 'engine_unreachable' || attempt === MAX_ATTEMPTS || signal.aborted) throw error;
        tell(`${message} Waiting until it does.`);
        if (!(await this.isOver(signal))) throw error;
      }
    }
  }

  /** Waits for the runtime. @returns whether it answers */
  private async isOver(signal: AbortSignal): Promise<boolean> {
    const deadline = Date.now() + this.patience;
    while (!signal.aborted && Date.now() < deadline) {
      try {
        await this.runtime.ping();
        return !signal.aborted;
      } catch {
        await pause(LOOK_EVERY_MS, signal).catch(() => undefined);
      }
    }
    return false;
  }
}
