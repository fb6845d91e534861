import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hopeless, until } from './until.js';

/** Options of a daemon. */
export interface DaemonOptions {
  /** The command and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Its complete environment except for PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Working directory. */
  readonly folder: string;
  /** File for its output; a restart appends to it. */
  readonly logFile: string;
  /** System user to run as; default: the caller. */
  readonly user?: string;
  /** A capability that it lacks, such as `sys_admin`. */
  readonly withoutCapability?: string;
  /** Signal that stops it; default SIGTERM. It also receives the signal when this process dies. */
  readonly stopSignal?: 'SIGTERM' | 'SIGINT';
  /** Returns true once the daemon is ready. */
  readonly ready: () => Promise<boolean>;
  /** Limit on the time until it is ready, in seconds; default 30. */
  readonly timeoutSeconds?: number;
}

/** Timeout for stopping a process before it is killed, in milliseconds. */
const STOP_TIMEOUT_MS = 20_000;

/** A background process: a start waits until it is ready, a stop waits until it has exited. */
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

  /** Whether the process exists. */
  get alive(): boolean {
    return this.#child?.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Its complete output so far. */
  get log(): string {
    return existsSync(this.options.logFile) ? readFileSync(this.options.logFile, 'utf8') : '';
  }

  get #name(): string {
    return this.options.command[0];
  }

  /** Starts it, also again after it exited, and waits until it is ready. */
  async start(): Promise<void> {
    this.#spawn();
    await until(`${this.#name} to serve`, this.options.timeoutSeconds ?? 30, () => {
      if (!this.alive) throw new Hopeless(`${this.#name} exited during its start.`);
      return this.options.ready();
    }).catch((error: Error) => {
      throw new Error(`${error.message} Its log ends with:\n${this.#lastLines()}`, { cause: error.cause });
    });
  }

  /** Sends the stop signal and waits until it has exited; kills it after the timeout. */
  async stop(): Promise<void> {
    if (!this.alive) return;
    this.#child?.kill(this.options.stopSignal ?? 'SIGTERM');
    const timeout = new AbortController();
    const gone = await Promise.race([
      this.#exited?.then(() => true),
      sleep(STOP_TIMEOUT_MS, false, { signal: timeout.signal }).catch(() => false),
    ]);
    timeout.abort();
    if (!gone) await this.kill();
  }

  /** Kills it with SIGKILL, like a crash, and waits until it has exited. */
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
    const { command, environment, folder, logFile, user, withoutCapability, stopSignal = 'SIGTERM' } = this.options;
    const identity = user === undefined ? [] : ['--reuid', user, '--regid', user, '--init-groups'];
    const limits = withoutCapability === undefined ? [] : ['--bounding-set', `-${withoutCapability}`];
    const log = openSync(logFile, 'a', 0o600);
    // setpriv execs the command, so the pid is the command's. The process is detached, so that Ctrl-C in a terminal
    // reaches only this process, which then stops all parts in order.
    this.#child = spawn('setpriv', ['--pdeathsig', stopSignal.slice(3), ...identity, ...limits, '--', ...command], {
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
