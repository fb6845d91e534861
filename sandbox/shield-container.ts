import type Docker from 'dockerode';
import { Part } from './part.js';
import { ServiceContainer, type ServiceContainerOptions } from './service-container.js';
import { ShieldClient } from './shield-client.js';

/** A shield as a container, configured by its environment; its database lies in a volume that goes with it. */
export class ShieldContainer extends ServiceContainer {
  static start(options: ServiceContainerOptions): Promise<ShieldContainer> {
    return Part.launch(new ShieldContainer(options));
  }

  private constructor(options: ServiceContainerOptions) {
    super('shield', options);
  }

  /** Where it is reached. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** How a platform talks to it. */
  get client(): ShieldClient {
    return new ShieldClient(this.address);
  }

  protected override creation(port: number): Docker.ContainerCreateOptions {
    const settings = Object.entries({ port, ...this.options.configuration });
    return {
      Env: settings.map(([key, value]) => `${key.toUpperCase()}=${value}`),
      HostConfig: { ReadonlyRootfs: true, Tmpfs: { '/tmp': '' }, CapDrop: ['ALL'] },
    };
  }

  protected override async answers(): Promise<boolean> {
    return (await this.client.get('/health/live')).status === 200;
  }
}
