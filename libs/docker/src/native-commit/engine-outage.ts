import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import type { DockerEngine } from '../engine/docker-engine.js';

/** How often it is looked whether the engine is back, in milliseconds. */
const LOOK_EVERY = 500;

/** How often a step is begun at most. */
const MOST_ATTEMPTS = 3;

/** Lets steps of a save outlast an engine that dies under them and is started again. */
export class EngineOutage {
  /** @param patience how long the engine may stay away each time, in milliseconds */
  constructor(
    private readonly engine: Pick<DockerEngine, 'ping'>,
    private readonly patience: number,
  ) {}

  /**
   * Takes a step. When the engine does not answer, it is taken anew once that does, a bounded number of times.
   *
   * @param tell hears a sentence for people whenever the engine is waited for
   * @param signal waits no longer, and takes the step no more; the step itself is not stopped
   * @throws FactoryError what the step has thrown last
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

  /** Waits for the engine. @returns whether it answers */
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
