import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from '../../sandbox/until.js';

const MAIN = join(import.meta.dirname, '../../dist/apps/cli/main.js');

/** Options for running `factory`. */
export interface FactoryOptions {
  /** Its environment except for PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Piped standard input. */
  readonly input?: string;
  /** Whether it runs in a terminal; then `stdout` contains its complete output. */
  readonly atTerminal?: boolean;
}

/** Exit code and output. */
export interface FactoryResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built `factory` command as a child process. */
export class FactoryProcess {
  stdout = '';
  stderr = '';
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly exited: Promise<unknown[]>;

  constructor(args: readonly string[], { environment = {}, input = '', atTerminal = false }: FactoryOptions = {}) {
    const command = [process.execPath, MAIN, ...args];
    // `script` runs its child in a terminal and returns its exit code.
    const line = command.map((word) => `'${word}'`).join(' ');
    const [program, ...rest] = atTerminal ? ['script', '-qefc', line, '/dev/null'] : command;
    this.child = spawn(program!, rest, { env: { PATH: process.env.PATH, ...environment } });
    this.exited = once(this.child, 'close');
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    if (!atTerminal) this.child.stdin.end(input);
  }

  /** Waits until it has written some output. */
  async wrote(pattern: RegExp): Promise<void> {
    await until(`factory to write ${String(pattern)}`, 30, () => pattern.test(this.stdout));
  }

  /** Interrupts it as Ctrl-C does. */
  interrupt(): void {
    this.child.kill('SIGINT');
  }

  /** Waits until it has exited. */
  async ended(): Promise<FactoryResult> {
    const [code] = (await this.exited) as [number | null];
    return { code, stdout: this.stdout, stderr: this.stderr };
  }
}
