import type { Engine } from './engine.js';
import { JsonClient } from './json-client.js';
import { Part } from './part.js';
import type { PrivateContainerd } from './private-containerd.js';
import { basic, type Registry } from './registry.js';
import { type ServiceOptions, ServiceProcess, type Settings } from './service-process.js';
import type { ShieldProcess } from './shield-process.js';
import { until } from './until.js';

/** Options of an agent process. */
export interface AgentOptions extends ServiceOptions {
  /** The shield that the agent registers with, or its address. */
  readonly shield: Pick<ShieldProcess, 'address'>;
  /** The engine of its node, if it has one. */
  readonly engine?: Pick<Engine, 'host'>;
  /** The containerd of its node, if it serves Kubernetes. */
  readonly containerd?: Pick<PrivateContainerd, 'socket' | 'certificates'>;
  /** Address of its node; each node of a shield needs its own. Default 127.0.0.2. */
  readonly ip?: string;
  /** Registries that the node is logged in to, as with `docker login`. */
  readonly logins?: readonly Registry[];
}

/** An agent that represents a node with its own loopback IP. */
export class AgentProcess extends ServiceProcess {
  /** Address of its node. */
  readonly ip: string;
  readonly #options: AgentOptions;

  /** Starts an agent and waits until it answers; `registered` waits until the shield lists it. */
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

  /** Base URL of the agent. */
  get address(): string {
    return `http://${this.ip}:${this.port}`;
  }

  /** Client for the calls that a shield makes. */
  get client(): JsonClient {
    return new JsonClient(this.address);
  }

  /** Waits until a shield lists the agent. */
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
    const { engine, containerd } = this.#options;
    return {
      RUNTIME: engine && containerd ? 'auto' : containerd ? 'containerd' : 'docker',
      DOCKER_CONFIG: this.folder.at('docker'),
      ...(engine && { DOCKER_HOST: engine.host }),
      ...(containerd && { CONTAINERD_ADDRESS: containerd.socket, REGISTRY_CONFIG_PATH: containerd.certificates }),
    };
  }

  protected override async answers(): Promise<boolean> {
    return (await this.client.get('/health')).status === 200;
  }
}
