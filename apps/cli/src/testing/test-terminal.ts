import { PassThrough } from 'node:stream';
import type { PasswordSource } from '../arguments.js';
import type { Terminal, TextSink } from '../session.js';

/** Records all output. */
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

/** A non-interactive terminal. */
export class TestTerminal implements Terminal {
  readonly stdout = new TestSink();
  readonly stderr = new TestSink();
  readonly stdin: PasswordSource;

  /** @param input the piped standard input */
  constructor(input = '') {
    this.stdin = new PassThrough().end(input);
  }
}
