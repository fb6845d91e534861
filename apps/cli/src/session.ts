import { type ShieldAccess, type ShieldCalls, shieldCalls } from '@image-factory/client';
import type { Terminal } from './terminal.js';

/** Context of a command: the shield and the output streams. */
export class Session {
  readonly calls: ShieldCalls;

  constructor(
    readonly access: ShieldAccess,
    readonly terminal: Terminal,
    /** Whether results are printed for programs (JSON). */
    readonly json: boolean,
  ) {
    this.calls = shieldCalls(access);
  }

  /** Prints a result: as one JSON document, or as text. */
  show<T>(result: T, inWords: (result: T) => string): void {
    this.terminal.stdout.write(`${this.json ? JSON.stringify(result, null, 2) : inWords(result)}\n`);
  }

  /** Prints a message to the user that is not part of the result. */
  tell(sentence: string): void {
    this.terminal.stderr.write(`${sentence}\n`);
  }
}
