import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, NodeContainer } from '../../sandbox/index.js';

/** For how long a container was paused, once. */
export interface SeenPause {
  /** In ms. */
  readonly length: number;
}

/** Watches the pauses of a container by the events of its engine. */
export class PauseWatch {
  private readonly from = Math.floor(Date.now() / 1000) - 1;

  constructor(
    private readonly engine: Engine,
    private readonly container: NodeContainer,
  ) {}

  /** Every pause that has ended since the watch began. */
  async pauses(): Promise<SeenPause[]> {
    // Events of this very second are in the answer only once it is over.
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
