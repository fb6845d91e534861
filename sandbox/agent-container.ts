import type Docker from 'dockerode';
import { JsonClient } from './json-client.js';
import { Part } from './part.js';
import { ServiceContainer, type ServiceContainerOptions } from './service-container.js';
import type { ShieldContainer } from './shield-container.js';
import { until } from './until.js';

/** Options of an agent container. */
export interface AgentContainerOptions extends ServiceContainerOptions {
  /** The shield that the agent registers with. */
  readonly shield: Pick<ShieldContainer, 'address'>;
  /** Address of its node. Default 127.0.0.2. */
  readonly ip?: string;
}

/** Host directory of the agent's journal. */
const STATE = '/var/lib/image-factory';
const CONFIGURATION = '/etc/image-factory/agent.json';

/** An agent as a container of the engine whose containers it commits, with exactly the privileges of direct commits. */
export class AgentContainer extends ServiceContainer {
  /** Address of its node. */
  readonly ip: string;
  readonly #shield: AgentContainerOptions['shield'];
  #dataRoot = '';

  static start(options: AgentContainerOptions): Promise<AgentContainer> {
    return Part.launch(new AgentContainer(options));
  }

  private constructor(options: AgentContainerOptions) {
    super('agent', options);
    this.ip = options.ip ?? '127.0.0.2';
    this.#shield = options.shield;
  }

  /** Base URL of the agent. */
  get address(): string {
    return `http://${this.ip}:${this.port}`;
  }

  /** Host directory of its journal. */
  get state(): string {
    return this.folder.at('state');
  }

  /** Waits until a shield lists the agent. */
  async registered(shield: Pick<ShieldContainer, 'client'>): Promise<void> {
    await until(`the agent of ${this.ip} to be registered`, 60, () => shield.client.hasAgent(this.ip));
  }

  protected override async up(): Promise<void> {
    this.#dataRoot = ((await this.options.engine.api.info()) as { DockerRootDir: string }).DockerRootDir;
    await super.up();
  }

  protected override creation(port: number): Docker.ContainerCreateOptions {
    const { engine, configuration } = this.options;
    const settings = { port, shield_address: this.#shield.address, node_ip: this.ip, ...configuration };
    const file = this.folder.write('agent.json', JSON.stringify(settings));
    return {
      Cmd: ['--config', CONFIGURATION],
      HostConfig: {
        Binds: [
          `${engine.socket}:/var/run/docker.sock:ro`,
          `${this.#dataRoot}:${this.#dataRoot}:ro`,
          `${this.state}:${STATE}`,
          `${file}:${CONFIGURATION}:ro`,
        ],
        PidMode: 'host',
        ReadonlyRootfs: true,
        Tmpfs: { '/tmp': '' },
        CapDrop: ['ALL'],
        CapAdd: ['DAC_READ_SEARCH', 'SYS_ADMIN', 'SYS_PTRACE'],
        SecurityOpt: ['apparmor=unconfined'],
      },
    };
  }

  protected override async answers(): Promise<boolean> {
    return (await new JsonClient(this.address).get('/health')).status === 200;
  }
}
