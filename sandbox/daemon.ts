import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hopeless, until } from './until.js';

/** What is run, and how one sees that it serves. */
export interface DaemonOptions {
  /** The command and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Its whole environment but for PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder to run in. */
  readonly folder: string;
  /** File that takes what it writes; a restart appends. */
  readonly logFile: string;
  /** System user to run as; default: the caller. */
  readonly user?: string;
  /** Signal that makes it stop; default SIGTERM. It also gets it when this process dies. */
  readonly stopSignal?: 'SIGTERM' | 'SIGINT';
  /** True as soon as it serves. */
  readonly ready: () => Promise<boolean>;
  /** How long it may take to serve, in seconds; default 30. */
  readonly patience?: number;
}

/** How long a process may take to stop before it is killed, in milliseconds. */
const GRACE = 20_000;

/** A process in the background: started until it serves, stopped until it is gone. */
export class Daemon {
  #child?: ChildProcess;
  #exited?: Promise<unknown>;

  constructor(private readonly options: DaemonOptions) {}

  /** Its process id. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.#name} was not started.`);
    return pid;
  }

  /** Whether the process is there. */
  get alive(): boolean {
    return this.#child?.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** All it wrote so far. */
  get log(): string {
    return existsSync(this.options.logFile) ? readFileSync(this.options.logFile, 'utf8') : '';
  }

  get #name(): string {
    return this.options.command[0];
  }

  /** Starts it, also again after it ended, and waits until it serves. */
  async start(): Promise<void> {
    this.#spawn();
    await until(`${this.#name} to serve`, this.options.patience ?? 30, () => {
      if (!this.alive) throw new Hopeless(`${this.#name} ended at its start.`);
      return this.options.ready();
    }).catch((error: Error) => {
      throw new Error(`${error.message} Its log ends with:\n${this.#lastLines()}`, { cause: error.cause });
    });
  }

  /** Asks it to stop and waits until it is gone; kills it when it does not go. */
  async stop(): Promise<void> {
    if (!this.alive) return;
    this.#child?.kill(this.options.stopSignal ?? 'SIGTERM');
    const patience = new AbortController();
    const gone = await Promise.race([
      this.#exited?.then(() => true),
      sleep(GRACE, false, { signal: patience.signal }).catch(() => false),
    ]);
    patience.abort();
    if (!gone) await this.kill();
  }

  /** Kills it with SIGKILL, as a crash would, and waits until it is gone. */
  async kill(): Promise<void> {
    if (!this.alive) return;
    this.#child?.kill('SIGKILL');
    await this.#exited;
  }

  /** Waits until its log matches. */
  logged(pattern: RegExp, seconds = 30): Promise<RegExpExecArray> {
    return until(`${this.#name} to log ${String(pattern)}`, seconds, () => pattern.exec(this.log));
  }

  #spawn(): void {
    const { command, environment, folder, logFile, user, stopSignal = 'SIGTERM' } = this.options;
    const identity = user === undefined ? [] : ['--reuid', user, '--regid', user, '--init-groups'];
    const log = openSync(logFile, 'a', 0o600);
    // setpriv replaces itself by the command: the pid is the command's. Detached, so that Ctrl-C in a terminal reaches
    // only this process, which then stops everything in order.
    this.#child = spawn('setpriv', ['--pdeathsig', stopSignal.slice(3), ...identity, '--', ...command], {
      cwd: folder,
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...environment },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    this.#exited = once(this.#child, 'exit');
    this.#exited.catch(() => undefined);
  }

  #lastLines(): string {
    return this.log.trimEnd().split('\n').slice(-8).join('\n');
  }
}
