import { PassThrough } from 'node:stream';
import type { PasswordSource } from '../arguments/login.js';
import type { Terminal, TextSink } from '../terminal.js';

/** Keeps what is written to it. */
export class TestSink implements TextSink {
  text = '';

  constructor(
    readonly isTTY = false,
    readonly columns = 80,
  ) {}

  write(text: string): void {
    this.text += text;
  }
}

/** A terminal that nobody sits at. */
export class TestTerminal implements Terminal {
  readonly stdout = new TestSink();
  readonly stderr = new TestSink();
  readonly stdin: PasswordSource;

  /** @param input what is piped in */
  constructor(input = '') {
    this.stdin = new PassThrough().end(input);
  }
}
