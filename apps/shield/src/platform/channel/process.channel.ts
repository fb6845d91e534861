import { EMPTY } from 'rxjs';
import type { Channel } from './channel.port.js';

/** Channel of a single shield: there is no other shield to notify. */
export class ProcessChannel implements Channel {
  readonly arrivals = EMPTY;

  notify(): void {
    // No listeners.
  }

  async close(): Promise<void> {
    // Nothing to close.
  }
}
