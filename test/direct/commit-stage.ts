import { existsSync, readdirSync } from 'node:fs';
import {
  DirectCommit,
  EngineCommit,
  type Exclusions,
  PauseGuard,
  RegistryManifestVerifier,
  type CommitObserver,
  type CommittedImage,
  observing,
  type CommitStrategy,
} from '@image-factory/commit';
import { DockerEngine, DockerHost, DockerRuntime } from '@image-factory/docker';
import { ImageReference } from '@image-factory/oci';
import { type Engine, Folder, importBaseImage, type NodeContainer, type Registry } from '../../sandbox/index.js';
import { type FileSystem, readFileSystem } from './file-system.js';

/** Environment for direct commits: a node, a registry, a base image, and the resulting images. */
export class CommitStage implements AsyncDisposable {
  readonly base: string;
  readonly state = new Folder('s');
  readonly runtime: DockerRuntime;
  readonly guard: PauseGuard;
  readonly direct: DirectCommit;
  readonly engines: EngineCommit;
  private readonly started: NodeContainer[] = [];
  private readonly pulled: string[] = [];

  /** @param repository prefix of its image names */
  constructor(
    readonly node: Engine,
    readonly registry: Registry,
    private readonly repository: string,
  ) {
    this.base = this.image('base:1');
    this.runtime = this.runtimeOf();
    this.guard = new PauseGuard(this.runtime, this.state.path);
    this.direct = new DirectCommit(this.runtime, this.guard, { stateDirectory: this.state.path });
    const verifier = new RegistryManifestVerifier(this.runtime.registryTrust);
    this.engines = new EngineCommit(this.runtime, this.guard, verifier);
  }

  /** The node's runtime, for an agent with its own prefix for temporary image names. */
  runtimeOf(owner?: string): DockerRuntime {
    return new DockerRuntime(new DockerEngine(DockerHost.parse({ host: this.node.host })), { owner });
  }

  /**
   * Publishes a base image with 400 small files to the node and the registry.
   *
   * @param builder engine that builds the image; default: the node's own
   */
  async prepare(builder = this.node): Promise<void> {
    await importBaseImage(builder.api, {
      reference: this.base,
      fill: (tree) => {
        for (let index = 0; index < 400; index++) {
          const [directory, file] = [Math.floor(index / 20), index % 20].map((part) => `${part}`.padStart(2, '0'));
          tree.file(`/base/d${directory}/f${file}`, `base ${index}\n`);
        }
      },
    });
    await builder.push(this.base);
    if (builder === this.node) return;
    await builder.removeImage(this.base);
    await this.node.pull(this.base);
  }

  /** Reference of an image. */
  image(name: string): string {
    return `${this.registry.address}/${this.repository}/${name}`;
  }

  async start(image = this.base, command?: string[], create?: object): Promise<NodeContainer> {
    const container = await this.node.run({ image, ...(command && { command }), ...(create && { create }) });
    this.started.push(container);
    return container;
  }

  async remove(container: NodeContainer): Promise<void> {
    this.started.splice(this.started.indexOf(container), 1);
    await container.remove();
  }

  /** Path of a container's files on the node. Not every engine reports it or mounts it where others see it. */
  async rootOf(container: NodeContainer): Promise<string> {
    const { GraphDriver: driver, State: state } = await container.inspect();
    const { MergedDir: merged } = (driver?.Data ?? {}) as { MergedDir?: string };
    const isVisible = merged !== undefined && existsSync(merged) && readdirSync(merged).length > 0;
    return isVisible ? merged : `/proc/${state.Pid}/root`;
  }

  commit(
    strategy: CommitStrategy,
    { id: containerId }: NodeContainer,
    name: string,
    observer: CommitObserver = observing(),
    { exclusions, signal = new AbortController().signal }: { exclusions?: Exclusions; signal?: AbortSignal } = {},
  ): Promise<CommittedImage> {
    const reference = ImageReference.parse(this.image(name));
    const task = { transaction: name, containerId, reference, credentials: undefined, exclusions };
    return strategy.commit({ ...task, author: 'somebody', note: 'a note' }, observer, signal);
  }

  /** File system of a container of a committed image, as on another node. */
  async pull(name: string, except?: RegExp): Promise<FileSystem> {
    const container = await this.startCopy(name);
    const files = await readFileSystem(await this.rootOf(container), except);
    await this.remove(container);
    return files;
  }

  /** A container of a committed image. */
  async startCopy(name: string, command?: string[]): Promise<NodeContainer> {
    await this.node.pull(this.image(name));
    this.pulled.push(this.image(name));
    return this.start(this.image(name), command);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.started.map((container) => container.remove()));
    for (const image of [...this.pulled, this.base]) await this.node.removeImage(image);
    this.state.remove();
  }
}

/** Appends the reason of each fallback and each warning of a commit to a log. */
export function loggingTo(log: string[]): CommitObserver {
  return observing({ fellBack: (_, sentence) => log.push(sentence), warn: (message) => log.push(message) });
}
