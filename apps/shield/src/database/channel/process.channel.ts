import { EMPTY } from 'rxjs';
import type { Channel } from './channel.port.js';

/** For a shield that is the only one: there is nobody to tell. */
export class ProcessChannel implements Channel {
  readonly arrivals = EMPTY;

  tell(): void {
    // Nobody listens.
  }

  async close(): Promise<void> {
    // There is nothing to close.
  }
}
