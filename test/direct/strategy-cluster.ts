import {
  AgentProcess,
  Cluster,
  importBaseImage,
  type NodeContainer,
  type NodeContainerOptions,
} from '../../sandbox/index.js';
import { machine } from '../setup/machine.js';

/** An environment variable that holds a secret. */
export const SECRET = { name: 'GITHUB_TOKEN', value: 'hunter2-in-the-environment' } as const;

/** Options of a strategy cluster. */
export interface StrategyClusterOptions {
  /** Name of the base image in the registry, which is pushed there. */
  readonly base: string;
  /** Paths of the files of the base image. */
  readonly files: readonly string[];
  readonly container: Omit<NodeContainerOptions, 'image'>;
}

/** A shield, two agents of one engine, the second with the engine strategy, and a container. */
export class StrategyCluster implements AsyncDisposable {
  /** Address of the agent that commits directly. */
  static readonly DIRECT_IP = '127.0.0.2';
  /** Address of the agent with the engine strategy. */
  static readonly ENGINE_IP = '127.0.0.3';

  static async start(options: StrategyClusterOptions): Promise<StrategyCluster> {
    const cluster = await Cluster.start({ ...machine(), ips: [StrategyCluster.DIRECT_IP] });
    try {
      return await StrategyCluster.complete(cluster, options);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  private static async complete(
    cluster: Cluster,
    { base, files, container }: StrategyClusterOptions,
  ): Promise<StrategyCluster> {
    const { engine, registry, shield } = cluster;
    const ip = StrategyCluster.ENGINE_IP;
    const agent = await AgentProcess.start({ shield, engine, ip, configuration: { save_mode: 'engine' } });
    await agent.registered(shield);
    const image = registry.image(base);
    await importBaseImage(engine.api, {
      reference: image,
      fill: (tree) => files.forEach((path) => tree.file(path, 'of the image\n')),
    });
    await engine.push(image);
    return new StrategyCluster(cluster, agent, image, await engine.run({ ...container, image }));
  }

  private constructor(
    private readonly cluster: Cluster,
    private readonly engineAgent: AgentProcess,
    private readonly base: string,
    readonly container: NodeContainer,
  ) {}

  get shield(): Cluster['shield'] {
    return this.cluster.shield;
  }

  /** The logs of the shield and of the agent that commits directly. */
  get log(): string {
    return this.cluster.shield.log + this.cluster.agent.log;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.container.remove();
    await this.engineAgent.stop();
    await this.cluster.stop();
    await this.cluster.engine.removeImage(this.base);
  }
}
