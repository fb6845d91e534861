import { type ShieldAccess, type ShieldCalls, shieldCalls } from '@image-factory/client';
import type { Terminal } from './terminal.js';

/** What a command works with: a shield, and somewhere to write. */
export class Session {
  readonly calls: ShieldCalls;

  constructor(
    readonly access: ShieldAccess,
    readonly terminal: Terminal,
    /** Whether results are for a program. */
    readonly json: boolean,
  ) {
    this.calls = shieldCalls(access);
  }

  /** Shows a result: as one JSON document, or in words. */
  show<T>(result: T, inWords: (result: T) => string): void {
    this.terminal.stdout.write(`${this.json ? JSON.stringify(result, null, 2) : inWords(result)}\n`);
  }

  /** Tells a person something that is no result. */
  tell(sentence: string): void {
    this.terminal.stderr.write(`${sentence}\n`);
  }
}
