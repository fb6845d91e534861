import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, NodeContainer } from '../../sandbox/index.js';

/** Duration of one pause of a container. */
export interface SeenPause {
  /** In ms. */
  readonly length: number;
}

/** Records the pauses of a container from the events of its engine. */
export class PauseWatch {
  private readonly from = Math.floor(Date.now() / 1000) - 1;

  constructor(
    private readonly engine: Engine,
    private readonly container: NodeContainer,
  ) {}

  /** All pauses that have ended since the watch began. */
  async pauses(): Promise<SeenPause[]> {
    // Events of the current second are included only after it has passed.
    await sleep(1100);
    const filters = JSON.stringify({ container: [this.container.id], event: ['pause', 'unpause'] });
    const until = Math.floor(Date.now() / 1000);
    const stream = await this.engine.api.getEvents({ since: this.from, until, filters });
    let text = '';
    for await (const part of stream) text += String(part);
    const events = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { Action: string; timeNano: number });
    const pauses: SeenPause[] = [];
    let paused: number | undefined;
    for (const { Action: action, timeNano } of events) {
      if (action === 'pause') paused = timeNano;
      else if (paused !== undefined) {
        pauses.push({ length: (timeNano - paused) / 1e6 });
        paused = undefined;
      }
    }
    return pauses;
  }
}
