import { FactoryError } from '@image-factory/errors';
import { pause } from '@image-factory/resilience';

/** Interval of the checks whether the runtime answers again. */
const PING_INTERVAL_MS = 500;

/** Limit on the attempts of a step. */
const MAX_ATTEMPTS = 3;

/** Retries the steps of a commit over a restart of the runtime. */
export class RuntimeOutage {
  /** @param maxOutageMs limit on the duration of one outage */
  constructor(
    private readonly runtime: { ping(): Promise<void> },
    private readonly maxOutageMs: number,
  ) {}

  /**
   * Runs a step. If the runtime does not answer, retries the step as soon as it does, a limited number of times.
   *
   * @param report receives a sentence for people before each wait for the runtime
   * @param signal ends the wait and the retries, not the step
   * @throws FactoryError the last failure of the step
   */
  async outlast<T>(step: () => Promise<T>, report: (message: string) => void, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await step();
      } catch (error) {
        const { code, message } = FactoryError.from(error);
        if (code !== 'engine_unreachable' || attempt === MAX_ATTEMPTS || signal.aborted) throw error;
        report(`${message} Waiting until it does.`);
        if (!(await this.isOver(signal))) throw error;
      }
    }
  }

  /** Waits for the runtime. @returns whether it answers */
  private async isOver(signal: AbortSignal): Promise<boolean> {
    const deadline = Date.now() + this.maxOutageMs;
    while (!signal.aborted && Date.now() < deadline) {
      try {
        await this.runtime.ping();
        return !signal.aborted;
      } catch {
        await pause(PING_INTERVAL_MS, signal).catch(() => undefined);
      }
    }
    return false;
  }
}
