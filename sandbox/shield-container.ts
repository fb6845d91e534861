import type Docker from 'dockerode';
import { Part } from './part.js';
import { ServiceContainer, type ServiceContainerOptions } from './service-container.js';
import { ShieldClient } from './shield-client.js';

/** A shield container, configured by its environment; its database is in a volume that is removed with it. */
export class ShieldContainer extends ServiceContainer {
  static start(options: ServiceContainerOptions): Promise<ShieldContainer> {
    return Part.launch(new ShieldContainer(options));
  }

  private constructor(options: ServiceContainerOptions) {
    super('shield', options);
  }

  /** Base URL of the shield. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A platform's client for it. */
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
