import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from './daemon.js';
import { freePort } from './free-port.js';
import { Part } from './part.js';

/** Configuration keys, as in the JSON file. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** Options of a shield or agent process. */
export interface ServiceOptions {
  /** Configuration keys; they override the sandbox's own. */
  readonly configuration?: Settings;
  /** How the configuration is passed; default: `--config FILE`. */
  readonly through?: 'file' | 'environment';
  /** Additional environment variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Preferred port, used if it is free. */
  readonly port?: number;
  /** A capability that the process lacks, such as `sys_admin`. */
  readonly withoutCapability?: string;
}

/** A built application that runs as a separate process. */
export abstract class ServiceProcess extends Part {
  #daemon?: Daemon;
  #port?: number;

  protected constructor(
    private readonly service: 'shield' | 'agent',
    private readonly options: ServiceOptions,
  ) {
    super(service.slice(0, 1));
  }

  /** The sandbox's own configuration. */
  protected abstract settings(port: number): Settings;

  /** The sandbox's own environment variables. */
  protected environment(): Readonly<Record<string, string>> {
    return {};
  }

  /** Whether the service is ready. */
  protected abstract answers(): Promise<boolean>;

  /** The port on which it listens. */
  get port(): number {
    if (this.#port === undefined) throw new Error(`The ${this.service} was not started.`);
    return this.#port;
  }

  get pid(): number {
    return this.#running.pid;
  }

  /** Whether the process exists. */
  get alive(): boolean {
    return this.#running.alive;
  }

  /** Its log output across restarts. */
  get log(): string {
    return this.#running.log;
  }

  /** Waits until its log matches. */
  logged(pattern: RegExp, seconds?: number): Promise<RegExpExecArray> {
    return this.#running.logged(pattern, seconds);
  }

  /** Kills it with SIGKILL, like a crash. */
  kill(): Promise<void> {
    return this.#running.kill();
  }

  /** Stops it with SIGTERM and waits until it has exited; its data is kept. */
  terminate(): Promise<void> {
    return this.#running.stop();
  }

  /** Starts it again after `kill` or `terminate`, with the same configuration, port and data. */
  restart(): Promise<void> {
    return this.#running.start();
  }

  protected override async up(): Promise<void> {
    this.#port = await freePort(this.options.port);
    const configuration = { ...this.settings(this.#port), ...this.options.configuration };
    const byFile = this.options.through !== 'environment';
    this.#daemon = new Daemon({
      command: byFile
        ? [process.execPath, main(this.service), '--config', this.#write(configuration)]
        : [process.execPath, main(this.service)],
      environment: {
        HOME: this.folder.path,
        ...(byFile ? {} : inUpperCase(configuration)),
        ...this.environment(),
        ...this.options.environment,
      },
      folder: this.folder.path,
      logFile: this.folder.at('log'),
      withoutCapability: this.options.withoutCapability,
      ready: () => this.answers(),
    });
    await this.#daemon.start();
  }

  protected override async down(): Promise<void> {
    await this.#daemon?.stop();
  }

  get #running(): Daemon {
    if (!this.#daemon) throw new Error(`The ${this.service} was not started.`);
    return this.#daemon;
  }

  #write(configuration: Settings): string {
    return this.folder.write('config.json', JSON.stringify(configuration, null, 2));
  }
}

function main(service: string): string {
  const path = join(import.meta.dirname, '..', 'dist', 'apps', service, 'main.js');
  if (!existsSync(path)) throw new Error(`${path} is missing: run \`npm run build\`.`);
  return path;
}

function inUpperCase(configuration: Settings): Record<string, string> {
  return Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key.toUpperCase(), String(value)]));
}
