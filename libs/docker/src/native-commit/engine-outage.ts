import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import type { DockerEngine } from '../engine/docker-engine.js';

/** Interval in which the runtime is pinged during an outage, in milliseconds. */
const LOOK_EVERY = 500;

/** Limit on the attempts of a step. */
const MOST_ATTEMPTS = 3;

/** Lets steps of a commit survive a restart of the runtime. */
export class EngineOutage {
  /** @param patience limit on each outage, in milliseconds */
  constructor(
    private readonly engine: Pick<DockerEngine, 'ping'>,
    private readonly patience: number,
  ) {}

  /**
   * Executes a step. If the runtime does not answer, retries it as soon as the runtime does, up to a limit.
   *
   * @param tell receives a message for people at each outage
   * @param signal stops waiting and retrying; does not stop the step itself
   * @throws FactoryError the last error of the step
   */
  async outlast<T>(step: () => Promise<T>, tell: (message: string) => void, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await step();
      } catch (error) {
        const { code, message } = FactoryError.from(error);
        if (code !== 'engine_unreachable' || attempt === MOST_ATTEMPTS || signal.aborted) throw error;
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
        await this.engine.ping();
        return !signal.aborted;
      } catch {
        await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
      }
    }
    return false;
  }
}
