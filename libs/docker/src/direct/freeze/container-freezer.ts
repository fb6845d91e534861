import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import type { DockerEngine } from '../../engine/docker-engine.js';
import type { ContainerFacts } from '../../engine/engine-facts.js';
import type { FreezePeriod } from '../../save/save-engine.port.js';
import { FreezeMarks } from './freeze-marks.js';

/** Waits between the attempts to thaw a container, in milliseconds: the engine may be restarting. */
const THAW_WAITS = [200, 1000, 2000, 4000, 8000];

/** A container whose files do not change. */
export interface FrozenContainer {
  /**
   * Ends the freeze, and says whether it has held all the time.
   *
   * @throws FactoryError `direct_failed` if somebody else has thawed, started or stopped the container meanwhile
   */
  release(): Promise<void>;
  /** Ends the freeze if it still lasts; never fails. */
  thaw(): Promise<void>;
}

/** Freezes containers, and sees to it that none stays frozen. */
export class ContainerFreezer {
  private readonly marks: FreezeMarks;

  /**
   * @param stateDirectory where the agent keeps its state
   * @param warn told about containers that may be left frozen
   * @param frozen told for how long a container was frozen
   */
  constructor(
    private readonly engine: DockerEngine,
    stateDirectory: string,
    private readonly warn: (message: string) => void,
    private readonly frozen: (period: FreezePeriod) => void,
  ) {
    this.marks = new FreezeMarks(stateDirectory);
  }

  /** Freezes a container. One that does not run, or that its user has paused, is left as it is. */
  async freeze(facts: ContainerFacts): Promise<FrozenContainer> {
    const own = facts.running && !facts.paused;
    let from = 0;
    if (own) {
      await this.marks.set(facts.id);
      from = Date.now();
      try {
        await this.engine.pause(facts.id);
      } catch (error) {
        await this.thaw(facts.id);
        throw error;
      }
    }
    let ended = !own;
    const end = async (): Promise<void> => {
      if (ended) return;
      ended = true;
      await this.thaw(facts.id);
      this.frozen({ containerId: facts.id, from, to: Date.now() });
    };
    return { thaw: end, release: () => this.release(facts, own, end) };
  }

  /** Thaws what a killed agent has left frozen. @returns how many containers that were */
  async thawLeftovers(): Promise<number> {
    const marked = await this.marks.list();
    for (const containerId of marked) await this.thaw(containerId);
    return marked.length;
  }

  private async release(facts: ContainerFacts, own: boolean, end: () => Promise<void>): Promise<void> {
    const { running, paused, pid } = await this.engine.inspect(facts.id);
    await end();
    if (running === facts.running && paused === (own || facts.paused) && pid === facts.pid) return;
    throw new FactoryError('direct_failed', 'The container was started, stopped or thawed while it was read.');
  }

  private async thaw(containerId: string): Promise<void> {
    for (const wait of [...THAW_WAITS, undefined]) {
      try {
        if ((await this.engine.inspect(containerId)).paused) await this.engine.unpause(containerId);
        break;
      } catch (error) {
        const { code, message } = FactoryError.from(error);
        if (code === 'container_not_found') break;
        if (wait === undefined) {
          this.warn(`The container ${containerId} may be left paused: ${message}`);
          return;
        }
        await sleep(wait);
      }
    }
    await this.marks.remove(containerId);
  }
}
