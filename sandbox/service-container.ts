import type Docker from 'dockerode';
import type { Engine } from './engine.js';
import { freePort } from './free-port.js';
import { Part } from './part.js';
import type { Settings } from './service-process.js';
import { SERVICE_IMAGES } from './service-images.js';
import { until } from './until.js';

/** Options of a shield or agent container. */
export interface ServiceContainerOptions {
  /** The engine that runs it; it must have the service images. */
  readonly engine: Engine;
  /** Configuration keys; they override the sandbox's own. */
  readonly configuration?: Settings;
  /** Preferred port, used if it is free. */
  readonly port?: number;
}

const SECOND_NS = 1_000_000_000;

/** A container of a service image, on the host network. */
export abstract class ServiceContainer extends Part {
  #container?: Docker.Container;
  #port?: number;

  protected constructor(
    private readonly service: keyof typeof SERVICE_IMAGES,
    protected readonly options: ServiceContainerOptions,
  ) {
    super(service.slice(0, 1));
  }

  /** Container options in addition to image and network. */
  protected abstract creation(port: number): Docker.ContainerCreateOptions;

  /** Whether the service is ready. */
  protected abstract answers(): Promise<boolean>;

  /** The port on which it listens. */
  get port(): number {
    if (this.#port === undefined) throw new Error(`The ${this.service} was not started.`);
    return this.#port;
  }

  /** The engine's inspect result. */
  inspect(): Promise<Docker.ContainerInspectInfo> {
    return this.#created.inspect();
  }

  /** Names of the programs that run in it, PID 1 first. */
  async processes(): Promise<string[]> {
    const { Titles, Processes } = (await this.#created.top({ ps_args: '-eo pid,args' })) as Top;
    return Processes.map((row) => /^\S*/.exec(row[Titles.indexOf('COMMAND')] ?? '')?.[0] ?? '');
  }

  /** Its log output. */
  async log(): Promise<string> {
    return (await this.#created.logs({ stdout: true, stderr: true })).toString();
  }

  /** Waits until the engine reports it as healthy. */
  async healthy(): Promise<void> {
    await until(`the ${this.service} to be healthy`, 60, async () => {
      return (await this.inspect()).State.Health?.Status === 'healthy';
    });
  }

  /** Stops it as `docker stop` does and returns its exit code. */
  async terminate(): Promise<number> {
    await this.#created.stop();
    return (await this.inspect()).State.ExitCode;
  }

  /** Starts it again after `terminate`. */
  async restart(): Promise<void> {
    await this.#created.start();
    await this.#serves();
  }

  protected override async up(): Promise<void> {
    const { engine, port } = this.options;
    this.#port = await freePort(port);
    const creation = this.creation(this.#port);
    this.#container = await engine.api.createContainer({
      Image: SERVICE_IMAGES[this.service],
      // The image's health check with a shorter interval.
      Healthcheck: { Interval: SECOND_NS },
      ...creation,
      HostConfig: { NetworkMode: 'host', ...creation.HostConfig },
    });
    await this.#container.start();
    await this.#serves();
  }

  protected override async down(): Promise<void> {
    await this.#container?.remove({ force: true, v: true });
  }

  get #created(): Docker.Container {
    if (!this.#container) throw new Error(`The ${this.service} was not started.`);
    return this.#container;
  }

  async #serves(): Promise<void> {
    await until(`the ${this.service}'s container to serve`, 30, () => this.answers()).catch(async (error: Error) => {
      throw new Error(`${error.message} Its log: ${await this.log()}`, { cause: error });
    });
  }
}

/** The engine's `top` result for a container. */
interface Top {
  readonly Titles: string[];
  readonly Processes: string[][];
}
