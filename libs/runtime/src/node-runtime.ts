import { FactoryError } from '@image-factory/errors';
import type { ImageReference } from '@image-factory/oci';
import type { BaseImage, WritableLayer } from './container-layers.port.js';
import type { ContainerRuntime, RegistryTrust, RuntimeFacts } from './container-runtime.port.js';
import type { ContainerSource } from './container-source.port.js';
import type { LocalName, LocalNames } from './local-names.port.js';
import type { NativeCommit } from './native-commit.port.js';
import { NodeRegistryTrust } from './node-registry-trust.js';
import type { Pauser } from './pauser.port.js';

/** Containers whose runtime is remembered; an id never moves to another runtime. */
const MAX_KNOWN_CONTAINERS = 10_000;

/** The runtimes that a node has now, in the order of preference. */
export interface NodeRuntimes {
  /** @throws FactoryError `engine_unreachable` if there is none */
  serving(): Promise<readonly ContainerRuntime[]>;
}

/**
 * All runtimes of a node as one: every call goes to the runtime that has the container. Where Docker and Kubernetes run
 * side by side, the containers of both are found and listed.
 */
export class NodeRuntime implements ContainerRuntime {
  readonly containers: ContainerSource;
  readonly pauser: Pauser;
  readonly writableLayer: WritableLayer;
  readonly baseImage: BaseImage;
  readonly registryTrust: RegistryTrust;
  readonly nativeCommit: NativeCommit;
  readonly localNames: LocalNames;

  /** @param insecureRegistries names and networks of registries that the node reaches without verified TLS */
  constructor(
    private readonly runtimes: NodeRuntimes,
    insecureRegistries: readonly string[] = [],
  ) {
    const owners = new ContainerOwners(runtimes);
    this.containers = new NodeContainerSource(runtimes, owners);
    this.pauser = new NodePauser(owners);
    this.registryTrust = new NodeRegistryTrust(runtimes, insecureRegistries);
    this.nativeCommit = new NodeNativeCommit(runtimes, owners);
    this.localNames = new NodeLocalNames(runtimes);
    this.writableLayer = {
      locate: async (container) => (await owners.of(container.id)).writableLayer.locate(container),
      runtimePaths: async (container) => (await owners.of(container.id)).writableLayer.runtimePaths(container),
    };
    this.baseImage = { hold: async (container) => (await owners.of(container.id)).baseImage.hold(container) };
  }

  /** Facts about the preferred runtime. */
  async facts(): Promise<RuntimeFacts> {
    const [preferred] = await this.runtimes.serving();
    return preferred!.facts();
  }

  /** @throws FactoryError `engine_unreachable` if one of the runtimes does not answer */
  async ping(): Promise<void> {
    await Promise.all((await this.runtimes.serving()).map((runtime) => runtime.ping()));
  }
}

/** Finds the runtime of a container. */
class ContainerOwners {
  private readonly known = new Map<string, ContainerRuntime>();

  constructor(private readonly runtimes: NodeRuntimes) {}

  /**
   * @param containerId full id
   * @throws FactoryError `container_not_found`, `engine_unreachable`
   */
  async of(containerId: string): Promise<ContainerRuntime> {
    return this.ofKnown(containerId) ?? (await this.find(containerId)).runtime;
  }

  /** @returns undefined if no call has found the container yet */
  ofKnown(containerId: string): ContainerRuntime | undefined {
    return this.known.get(containerId);
  }

  /**
   * Queries all runtimes in parallel; of those that have the container, the preferred one wins.
   *
   * @param container in any spelling
   */
  async find(container: string) {
    const runtimes = await this.runtimes.serving();
    const answers = await Promise.allSettled(runtimes.map((runtime) => runtime.containers.find(container)));
    for (const [index, answer] of answers.entries()) {
      if (answer.status === 'rejected') continue;
      const [facts, runtime] = [answer.value, runtimes[index]!];
      this.remember(facts.id, runtime);
      return { facts, runtime };
    }
    throw mostRelevant(answers);
  }

  private remember(containerId: string, runtime: ContainerRuntime): void {
    if (this.known.size >= MAX_KNOWN_CONTAINERS) this.known.clear();
    this.known.set(containerId, runtime);
  }
}

/** The containers of all runtimes. */
class NodeContainerSource implements ContainerSource {
  constructor(
    private readonly runtimes: NodeRuntimes,
    private readonly owners: ContainerOwners,
  ) {}

  async find(container: string) {
    const owner = this.owners.ofKnown(container);
    return owner ? owner.containers.find(container) : (await this.owners.find(container)).facts;
  }

  async list() {
    const runtimes = await this.runtimes.serving();
    const lists = await Promise.all(runtimes.map((runtime) => runtime.containers.list()));
    return lists.flat().sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }

  async sizes(container: string) {
    const { facts, runtime } = await this.owners.find(container);
    return runtime.containers.sizes(facts.id);
  }

  async changes(containerId: string, signal: AbortSignal) {
    return (await this.owners.of(containerId)).containers.changes(containerId, signal);
  }
}

class NodePauser implements Pauser {
  constructor(private readonly owners: ContainerOwners) {}

  async pause(containerId: string): Promise<void> {
    await (await this.owners.of(containerId)).pauser.pause(containerId);
  }

  async resume(containerId: string): Promise<void> {
    await (await this.owners.of(containerId)).pauser.resume(containerId);
  }

  async resumeOffline(containerId: string): Promise<boolean> {
    const owner = this.owners.ofKnown(containerId);
    return (await owner?.pauser.resumeOffline?.(containerId)) ?? false;
  }

  async wasResumedSince(containerId: string, at: number): Promise<boolean> {
    return (await this.owners.of(containerId)).pauser.wasResumedSince(containerId, at);
  }
}

class NodeNativeCommit implements NativeCommit {
  constructor(
    private readonly runtimes: NodeRuntimes,
    private readonly owners: ContainerOwners,
  ) {}

  async commit(...[request, report, signal]: Parameters<NativeCommit['commit']>) {
    return (await this.owners.of(request.containerId)).nativeCommit.commit(request, report, signal);
  }

  /** Calls every runtime, even if one fails. */
  async removeLeftovers(): Promise<number> {
    const runtimes = await this.runtimes.serving();
    const answers = await Promise.allSettled(runtimes.map(({ nativeCommit }) => nativeCommit.removeLeftovers()));
    const counts = answers.map((answer) => {
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    });
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async settled(): Promise<void> {
    const runtimes = await this.runtimes.serving().catch(() => []);
    await Promise.all(runtimes.map(({ nativeCommit }) => nativeCommit.settled()));
  }
}

/** Every runtime has names of its own, and a start in any of them must find the new image. */
class NodeLocalNames implements LocalNames {
  constructor(private readonly runtimes: NodeRuntimes) {}

  /** The silence of one runtime does not keep the names of the others: its failure is that of the removal. */
  async find(reference: ImageReference): Promise<LocalName[]> {
    const runtimes = await this.runtimes.serving();
    const found = runtimes.map(({ localNames }): Promise<readonly LocalName[]> =>
      localNames
        .find(reference)
        .catch((error: unknown) => [{ imageId: '', remove: () => Promise.reject(FactoryError.from(error)) }]),
    );
    return (await Promise.all(found)).flat();
  }

  async removeUnused(): Promise<number> {
    const runtimes = await this.runtimes.serving();
    const counts = await Promise.all(runtimes.map(({ localNames }) => localNames.removeUnused()));
    return counts.reduce((sum, count) => sum + count, 0);
  }
}

/** Least relevant first: a silent runtime may have the container; one that rejects its name does not. */
const BY_RELEVANCE = ['invalid_container', 'container_not_found', 'engine_unreachable'];

function mostRelevant(answers: readonly PromiseSettledResult<unknown>[]): FactoryError {
  const failures = answers.flatMap((answer) =>
    answer.status === 'rejected' ? [FactoryError.from(answer.reason)] : [],
  );
  const relevance = ({ code }: FactoryError): number => (BY_RELEVANCE.indexOf(code) + 4) % 4;
  return failures.reduce((best, failure) => (relevance(failure) > relevance(best) ? failure : best));
}
