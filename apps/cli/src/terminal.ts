import type { PasswordSource } from './arguments/login.js';

/** An output stream for text. */
export interface TextSink {
  write(text: string): unknown;
  /** Whether the stream is an interactive terminal. */
  readonly isTTY?: boolean;
  /** Width of the terminal, in characters. */
  readonly columns?: number;
}

/** Streams of a command: results go to one stream, errors to the other. */
export interface Terminal {
  readonly stdin: PasswordSource;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
}
