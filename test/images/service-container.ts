import type Docker from 'dockerode';
import { type Engine, until } from '../../sandbox/index.js';

/** What is run of an image, beyond what the image says. */
export interface ServiceContainerOptions {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly command?: readonly string[];
  readonly host?: Docker.HostConfig;
}

/** A service that runs in a container on the network of its machine. */
export class ServiceContainer {
  private constructor(private readonly container: Docker.Container) {}

  /** Starts it and waits until the check of its image calls it healthy. */
  static async start({ api }: Engine, options: ServiceContainerOptions): Promise<ServiceContainer> {
    const { image, environment = {}, command, host } = options;
    const container = await api.createContainer({
      Image: image,
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      Cmd: command && [...command],
      // The same check, more often.
      Healthcheck: { Interval: 1e9 },
      HostConfig: { NetworkMode: 'host', ...host },
    });
    const service = new ServiceContainer(container);
    try {
      await container.start();
      await until('the service to be healthy', 60, async () => (await service.state()).Health?.Status === 'healthy');
      return service;
    } catch (error) {
      const log = String(await container.logs({ stdout: true, stderr: true }));
      await service.remove();
      throw new Error(`${image}: ${(error as Error).message}\n${log}`, { cause: error });
    }
  }

  /** Stops it as `docker stop` does. @returns its exit code; 137 if it had to be killed */
  async stop(): Promise<number> {
    await this.container.stop({ t: 20 });
    return (await this.state()).ExitCode;
  }

  /** Starts it again. */
  async restart(): Promise<void> {
    await this.container.start();
  }

  /** User and command of each of its processes, those that nobody has reaped included. */
  async processes(): Promise<{ readonly user: string; readonly command: string }[]> {
    const told: unknown = await this.container.top({ ps_args: 'n -eo uid,comm' });
    const { Titles: titles, Processes: processes } = told as { Titles: string[]; Processes: string[][] };
    const [user, command] = ['UID', 'COMMAND'].map((title) => titles.indexOf(title)) as [number, number];
    return processes.map((columns) => ({ user: columns[user]!, command: columns[command]! }));
  }

  async remove(): Promise<void> {
    await this.container.remove({ force: true, v: true });
  }

  private async state(): Promise<Docker.ContainerInspectInfo['State']> {
    return (await this.container.inspect()).State;
  }
}
