import { AgentProcess } from './agent-process.js';
import type { Engine } from './engine.js';
import { type Part, stopInReverse } from './part.js';
import { PrivateEngine } from './private-engine.js';
import { PrivateRegistry } from './private-registry.js';
import type { Registry } from './registry.js';
import type { Settings } from './service-process.js';
import { ShieldProcess } from './shield-process.js';

/** Options of a cluster. */
export interface ClusterOptions {
  /** The engine of every node; default: a private engine that the cluster starts and stops. */
  readonly engine?: Engine;
  /** The registry; default: a private registry that the cluster starts and stops. */
  readonly registry?: Registry;
  /** Addresses of the nodes, one agent each; default: one node, 127.0.0.2. */
  readonly ips?: readonly string[];
  /** Keys of the shield's configuration. */
  readonly shield?: Settings;
  /** Keys of each agent's configuration. */
  readonly agent?: Settings;
  /** Registries that the nodes are logged in to. */
  readonly logins?: readonly Registry[];
}

/** A complete cluster: engine, registry, shield and one registered agent per node. */
export class Cluster implements AsyncDisposable {
  /** Starts the cluster; a failed start cleans up completely. */
  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const parts: Part[] = [];
    try {
      return await Cluster.#assemble(options, parts);
    } catch (error) {
      await stopInReverse(parts);
      throw error;
    }
  }

  static async #assemble(options: ClusterOptions, parts: Part[]): Promise<Cluster> {
    const add = async <P extends Part>(starting: Promise<P>): Promise<P> => {
      const part = await starting;
      parts.push(part);
      return part;
    };
    const engine = options.engine ?? (await add(PrivateEngine.start())).engine;
    const registry = options.registry ?? (await add(PrivateRegistry.start())).registry;
    const shield = await add(ShieldProcess.start({ configuration: options.shield }));
    const agents: AgentProcess[] = [];
    for (const ip of options.ips ?? ['127.0.0.2']) {
      const { agent: configuration, logins } = options;
      agents.push(await add(AgentProcess.start({ shield, engine, ip, configuration, logins })));
    }
    await Promise.all(agents.map((agent) => agent.registered(shield)));
    return new Cluster(engine, registry, shield, agents, parts);
  }

  private constructor(
    readonly engine: Engine,
    readonly registry: Registry,
    readonly shield: ShieldProcess,
    /** One agent per IP, in the order of the IPs. */
    readonly agents: readonly AgentProcess[],
    private readonly parts: readonly Part[],
  ) {}

  /** The first agent. */
  get agent(): AgentProcess {
    const [agent] = this.agents;
    if (!agent) throw new Error('The cluster has no agent.');
    return agent;
  }

  /** Stops the components that it started, in reverse order. */
  stop(): Promise<void> {
    return stopInReverse(this.parts);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
