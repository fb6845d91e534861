import type { Engine } from './engine.js';
import { JsonClient } from './json-client.js';
import { Part } from './part.js';
import { basic, type Registry } from './registry.js';
import { type ServiceOptions, ServiceProcess, type Settings } from './service-process.js';
import type { ShieldProcess } from './shield-process.js';
import { until } from './until.js';

/** How an agent is started. */
export interface AgentOptions extends ServiceOptions {
  /** The shield it registers with, or its address. */
  readonly shield: Pick<ShieldProcess, 'address'>;
  /** The engine of its node. */
  readonly engine: Pick<Engine, 'host'>;
  /** Address of its node; nodes of one shield differ in it. Default 127.0.0.2. */
  readonly ip?: string;
  /** Registries that the node is logged in to, as by `docker login`. */
  readonly logins?: readonly Registry[];
}

/** An agent on a node of its own ip; loopback has plenty. */
export class AgentProcess extends ServiceProcess {
  /** Address of its node. */
  readonly ip: string;
  readonly #options: AgentOptions;

  /** Starts an agent and waits until it answers; `registered` waits for the shield to know it. */
  static start(options: AgentOptions): Promise<AgentProcess> {
    return Part.launch(new AgentProcess(options));
  }

  private constructor(options: AgentOptions) {
    super('agent', options);
    this.#options = options;
    this.ip = options.ip ?? '127.0.0.2';
    const auths: Record<string, { auth: string }> = {};
    for (const { address, login } of options.logins ?? []) if (login) auths[address] = { auth: basic(login) };
    this.folder.write('docker/config.json', JSON.stringify({ auths }));
  }

  /** Where it is reached. */
  get address(): string {
    return `http://${this.ip}:${this.port}`;
  }

  /** How a shield talks to it. */
  get client(): JsonClient {
    return new JsonClient(this.address);
  }

  /** Waits until a shield knows it. */
  async registered(shield: Pick<ShieldProcess, 'client'>): Promise<void> {
    await until(`the agent of ${this.ip} to be registered`, 60, () => shield.client.hasAgent(this.ip));
  }

  protected override settings(port: number): Settings {
    return {
      port,
      shield_address: this.#options.shield.address,
      node_ip: this.ip,
      state_dir: this.folder.at('state'),
    };
  }

  protected override environment(): Readonly<Record<string, string>> {
    return { DOCKER_HOST: this.#options.engine.host, DOCKER_CONFIG: this.folder.at('docker') };
  }

  protected override async answers(): Promise<boolean> {
    return (await this.client.get('/health')).status === 200;
  }
}
