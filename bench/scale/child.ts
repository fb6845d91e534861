import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Runs a script of this folder as a child process that ends with this one. */
export class Child implements AsyncDisposable {
  private readonly process: ChildProcess;

  constructor(script: string, args: readonly string[] = []) {
    const execArgv = ['--import', 'tsx'];
    this.process = fork(join(import.meta.dirname, script), args, { execArgv, stdio: ['ignore', 2, 2, 'ipc'] });
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** Waits for the next message of the process. */
  async message<T>(): Promise<T> {
    const over = new AbortController();
    const gone = once(this.process, 'exit', over).then(([code]) => {
      throw new Error(`${this.process.spawnargs.join(' ')} ended with code ${code}.`);
    });
    try {
      const [message] = (await Promise.race([once(this.process, 'message', over), gone])) as [T];
      return message;
    } finally {
      over.abort();
    }
  }

  /** Sends a message and waits for the response. */
  request<T>(message: object): Promise<T> {
    const answer = this.message<T>();
    this.process.send(message);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null) return;
    this.process.disconnect();
    await once(this.process, 'exit');
  }
}
