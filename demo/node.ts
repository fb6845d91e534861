import {
  type AgentOptions,
  BASE_IMAGE,
  type Engine,
  type NodeContainer,
  type Pod,
  type PodContainer,
  PrivateContainerd,
  PrivateEngine,
  type Pulled,
  type Registry,
} from '../sandbox/index.js';

/** A container that a user works in. */
export type UserContainer = NodeContainer | PodContainer;

/** A node of the demo, with a container runtime of its own. */
export interface DemoNode {
  /** The runtime and its version, for display. */
  readonly description: string;
  /** Configuration of an agent for the runtime. */
  readonly agentOptions: Pick<AgentOptions, 'engine' | 'containerd'>;
  /** Pushes an image to the registry, and starts the container to commit from it. */
  startContainer(registry: Registry): Promise<UserContainer>;
  /** Removes an image from the node and pulls it again. */
  pullAgain(image: string): Promise<Pulled>;
  /** Starts another container from an image on the node. */
  run(image: string): Promise<UserContainer>;
}

/** A node with Docker. */
export class DockerNode implements DemoNode {
  private constructor(
    readonly engine: Engine,
    readonly description: string,
  ) {}

  static async start(): Promise<DockerNode> {
    const { engine } = await PrivateEngine.start();
    const { Version } = await engine.api.version();
    return new DockerNode(engine, `private Docker ${Version}, ${engine.host}`);
  }

  get agentOptions() {
    return { engine: this.engine };
  }

  async startContainer(registry: Registry): Promise<NodeContainer> {
    const image = registry.image('base/busybox:latest');
    await this.engine.tag(BASE_IMAGE, image);
    await this.engine.push(image);
    return this.engine.run({ name: 'notebook-alice', image });
  }

  async pullAgain(image: string): Promise<Pulled> {
    await this.engine.removeImage(image);
    return this.engine.pull(image);
  }

  run(image: string): Promise<NodeContainer> {
    return this.engine.run({ image });
  }
}

/** A node with containerd, on which the demo creates pods as the kubelet does. */
export class ContainerdNode implements DemoNode {
  private constructor(
    private readonly containerd: PrivateContainerd,
    readonly description: string,
  ) {}

  static async start(): Promise<ContainerdNode> {
    const containerd = await PrivateContainerd.start();
    const version = /Server:\s+Version:\s+(\S+)/.exec(containerd.ctr('version'))?.[1];
    return new ContainerdNode(containerd, `private containerd ${version}, ${containerd.socket}`);
  }

  get agentOptions() {
    return { containerd: this.containerd };
  }

  async startContainer(registry: Registry): Promise<PodContainer> {
    const image = registry.image('base/busybox:latest');
    await this.containerd.import(image);
    this.containerd.ctr('images', 'push', '--plain-http', image);
    const pod = await this.containerd.pod({ namespace: 'alice', name: 'notebook' });
    return pod.start({ image });
  }

  async pullAgain(image: string): Promise<Pulled> {
    await this.containerd.cri.call('RemoveImage', { image: { image } });
    const before = this.#blobs();
    await this.containerd.cri.call('PullImage', { image: { image } });
    const digest = new RegExp(`^${image}\\s+\\S+\\s+(\\S+)`, 'm').exec(this.containerd.ctr('images', 'list'))![1]!;
    const { layers } = JSON.parse(this.containerd.ctr('content', 'get', digest)) as { layers: { digest: string }[] };
    return { digest, layers: layers.filter((layer) => !before.has(layer.digest)).length };
  }

  async run(image: string): Promise<PodContainer> {
    const pod: Pod = await this.containerd.pod({ namespace: 'alice', name: 'notebook-again' });
    return pod.start({ image });
  }

  #blobs(): ReadonlySet<string> {
    return new Set(this.containerd.ctr('content', 'list', '--quiet').split('\n'));
  }
}
