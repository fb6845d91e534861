import type { PasswordSource } from './arguments/login.js';

/** What text is written to. */
export interface TextSink {
  write(text: string): unknown;
  /** Whether a person looks at it. */
  readonly isTTY?: boolean;
  /** How many characters a line has there. */
  readonly columns?: number;
}

/** Where a command reads and writes: results go to one stream, what went wrong to the other. */
export interface Terminal {
  readonly stdin: PasswordSource;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
}
