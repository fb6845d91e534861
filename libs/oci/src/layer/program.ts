import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { FactoryError } from '@image-factory/errors';

/** Search path of programs; independent of the agent's own environment. */
const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Limit on the kept error output of a program, in characters. */
const COMPLAINT = 2000;

/** A program of the node with piped input and output. */
export class Program {
  private complaint = '';
  private readonly ended: Promise<number | string>;

  private constructor(
    private readonly program: string,
    private readonly child: ChildProcessByStdio<Writable, Readable, Readable>,
    signal: AbortSignal,
  ) {
    child.stderr.setEncoding('latin1').on('data', (text: string) => {
      this.complaint = (this.complaint + text).slice(0, COMPLAINT);
    });
    const stop = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? 'unknown error'));
      child.once('close', (code, killed) => resolve(code ?? killed ?? 'unknown end'));
    });
    void this.ended.then(() => signal.removeEventListener('abort', stop));
    // An exited program reads no more input; its exit code gives the reason.
    child.stdin.on('error', () => undefined);
    if (signal.aborted) stop();
  }

  /** Starts the program in the C locale, so that names are bytes. */
  static start(program: string, options: readonly string[], signal: AbortSignal): Program {
    const child = spawn(program, options, { env: { PATH: SEARCH_PATH, LC_ALL: 'C', TZ: 'UTC' }, stdio: 'pipe' });
    return new Program(program, child, signal);
  }

  /** The first line that a program prints with an option; empty if the node lacks the program. */
  static async firstLine(program: string, option: string): Promise<string> {
    const asked = Program.start(program, [option], AbortSignal.timeout(10_000));
    asked.input.end();
    let text = '';
    asked.output.setEncoding('latin1').on('data', (part: string) => (text += part));
    return (await asked.ended) === 0 ? text.split('\n', 1)[0]! : '';
  }

  get input(): Writable {
    return this.child.stdin;
  }

  get output(): Readable {
    return this.child.stdout;
  }

  /** Resolves when the program has exited without a relevant error. @throws FactoryError `direct_failed` */
  async success(): Promise<void> {
    const end = await this.ended;
    if (end === 0) return;
    const [said = ''] = this.complaint.split('\n', 1);
    const sentence = `${this.program} ended with ${end}${said ? ` (${said.replace(/\.$/, '')})` : ''}.`;
    throw new FactoryError('direct_failed', sentence);
  }

  /** Terminates the program if it is still running. */
  stop(): void {
    this.child.kill('SIGKILL');
    this.child.stdout.destroy();
  }
}
