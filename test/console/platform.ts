import type { CommitResource } from '@image-factory/contracts';
import {
  AgentProcess,
  BASE_IMAGE,
  type Engine,
  type NodeContainer,
  type NodeContainerOptions,
  PrivateEngine,
  PrivateRegistry,
  type Registry,
  ShieldProcess,
  until,
} from '../../sandbox/index.js';
import { freePort } from '../../sandbox/free-port.js';

/** The users' node, at the address that the screenshots show. */
const IP = '10.20.0.11';

/** A container whose commit takes a while. */
const LARGE = 'train-resnet';

const IMAGES = ['base/python:3.13', 'base/vscode:4.96', 'base/pytorch:2.9-cuda'] as const;

/** A platform in use: several nodes, containers of several users, and their commits. */
export class Platform {
  static async open(): Promise<Platform> {
    const { engine } = await PrivateEngine.start();
    const { registry } = await PrivateRegistry.start({ port: 5000 });
    const shield = await ShieldProcess.start();
    const port = await freePort();
    // The agent also registers the host of an address without a path as an IP of its node; the screenshots show one
    // address.
    const agent_address = `http://127.0.0.2:${port}/.`;
    const configuration = { node_ip: IP, agent_address, push_patience: 1 };
    const agent = await AgentProcess.start({ shield, engine, port, configuration });
    await until('the agent to be registered', 30, () => shield.client.hasAgent(IP));
    const platform = new Platform(engine, registry, shield, agent);
    await platform.#addNodes();
    await platform.#addContainers();
    platform.succeeded = await platform.#committed('notebook-alice', 'alice', 'with pandas 3', 'team-a/alice:v12');
    await platform.#committed('ide-bob', 'bob', '', 'team-a/bob-ide:2026-11-24');
    await platform.#committed('notebook-carol', 'carol', 'before the workshop', 'classroom/carol:v3');
    platform.failed = await platform.#committed('ide-bob', 'bob', 'nightly', '127.0.0.1:9/team-a/bob-ide:nightly');
    await platform.#cancelled();
    return platform;
  }

  succeeded!: CommitResource;
  failed!: CommitResource;
  #trainer?: NodeContainer;
  #epoch = 40;
  #large?: CommitResource;

  private constructor(
    private readonly engine: Engine,
    private readonly registry: Registry,
    private readonly shield: ShieldProcess,
    private readonly agent: AgentProcess,
  ) {}

  get address(): string {
    return this.shield.address;
  }

  /** Starts a commit that takes some seconds: its content is new each time. */
  async saveLarge(): Promise<void> {
    await this.#trainer!.shell('dd if=/dev/urandom of=/bulk bs=1M count=900 2>/dev/null');
    this.#large = await this.#begun(
      LARGE,
      'dave',
      `after epoch ${this.#epoch + 1}`,
      `team-b/resnet:epoch-${++this.#epoch}`,
    );
  }

  /** Waits until that commit has ended. */
  async largeEnded(): Promise<void> {
    await this.shield.client.commit(this.#large!.id, 60);
  }

  /** Registers two more agents that then stay silent: no user commits there. */
  async #addNodes(): Promise<void> {
    for (const [ip, node_id] of [
      ['10.20.0.12', 'K3JX'],
      ['192.168.7.12', 'K3JX'],
      ['10.20.0.13', 'P7QA'],
    ]) {
      await this.shield.client.post('/v1/agent/register', {
        ip,
        address: this.agent.address,
        node_id,
        version: '1.0.0',
      });
    }
  }

  async #addContainers(): Promise<void> {
    const images = IMAGES.map((image) => this.registry.image(image));
    for (const image of images) await this.engine.tag(BASE_IMAGE, image);
    await this.engine.push(images[0]!);
    const [python, vscode, pytorch] = images;
    this.#trainer = await this.#run({ name: LARGE, image: pytorch });
    await this.#trainer.shell('dd if=/dev/urandom of=/bulk bs=1M count=200 2>/dev/null');
    await this.#run({ name: 'ide-bob', image: vscode });
    await this.#run({ name: 'notebook-carol', image: python });
    const create = { Env: ['GITHUB_TOKEN=x'], Volumes: { '/data': {} } };
    const alice = await this.#run({ name: 'notebook-alice', image: python, create });
    for (const path of ['/root/.ssh/id_rsa', '/root/.bash_history']) await alice.write(path, 'x');
    await alice.shell('mkdir -p /home/user && head -c 48000000 /dev/urandom > /home/user/model.bin');
  }

  #run(options: NodeContainerOptions): Promise<NodeContainer> {
    return this.engine.run(options);
  }

  async #begun(container: string, author: string, note: string, image: string): Promise<CommitResource> {
    const full = image.startsWith('127.') ? image : this.registry.image(image);
    return (await this.shield.client.submit({ ip: IP, container, author, note, image: full })).body;
  }

  async #committed(container: string, author: string, note: string, image: string): Promise<CommitResource> {
    const { id } = await this.#begun(container, author, note, image);
    return (await this.shield.client.commit(id, 60)).body;
  }

  async #cancelled(): Promise<void> {
    const { id } = await this.#begun(LARGE, 'dave', 'after epoch 30', 'team-b/resnet:epoch-30');
    await this.shield.client.cancel(id, 'dave');
    await this.shield.client.commit(id, 60);
  }
}
