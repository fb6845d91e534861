import {
  Cluster,
  type Engine,
  PrivateEngine,
  PrivateRegistry,
  type Registry,
  type Settings,
} from '../../sandbox/index.js';
import { together, type Victim, type VictimName } from './victim.js';

/** A complete cluster in which every component may be killed. Killing its engine kills the containers. */
export class FaultStage implements AsyncDisposable {
  /** @param agent keys of the agent's configuration, such as `save_mode` */
  static async start(agent: Settings = {}): Promise<FaultStage> {
    const [engine, registry] = await Promise.all([PrivateEngine.start(), PrivateRegistry.start()]);
    const cluster = await Cluster.start({ engine: engine.engine, registry: registry.registry, agent });
    return new FaultStage(engine, registry, cluster);
  }

  private constructor(
    private readonly privateEngine: PrivateEngine,
    private readonly privateRegistry: PrivateRegistry,
    readonly cluster: Cluster,
  ) {}

  get engine(): Engine {
    return this.cluster.engine;
  }

  get registry(): Registry {
    return this.cluster.registry;
  }

  victim(name: VictimName): Victim {
    const { shield, agent } = this.cluster;
    const victims = { shield, agent, both: together(shield, agent), nobody: together() };
    return { ...victims, registry: this.privateRegistry, engine: this.privateEngine }[name];
  }

  /** Names of the images on the node, including intermediate images; unnamed images by their ids. */
  async images(): Promise<string[]> {
    const images = await this.engine.api.listImages({ all: true });
    return images.flatMap(({ Id: id, RepoTags: tags }) => (tags?.length ? tags : [id])).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster.stop();
    await this.privateRegistry.stop();
    await this.privateEngine.stop();
  }
}
