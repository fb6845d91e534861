import { type ShieldAccess, type ShieldCalls, shieldCalls } from '@image-factory/client';
import type { PasswordSource } from './arguments.js';
import type { ExitCode } from './exit-code.js';

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

/** Implementation of a command: receives its arguments, then its options. */
export type Action<A extends unknown[]> = (session: Session, ...args: A) => Promise<ExitCode | void>;

/** Creates the handler that Commander calls with the arguments, the options and the command. */
export type Run = <A extends unknown[]>(action: Action<A>) => (...args: unknown[]) => Promise<void>;

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
  printResult<T>(result: T, format: (result: T) => string): void {
    this.terminal.stdout.write(`${this.json ? JSON.stringify(result, null, 2) : format(result)}\n`);
  }

  /** Prints a line of text to standard output; with `--json` nothing, because only JSON is printed there. */
  printText(line: string): void {
    if (!this.json) this.terminal.stdout.write(`${line}\n`);
  }

  /** Prints a message to the user that is not part of the result. */
  printMessage(message: string): void {
    this.terminal.stderr.write(`${message}\n`);
  }
}
