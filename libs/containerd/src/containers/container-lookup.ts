import { FactoryError } from '@image-factory/errors';
import { containerOfPod, POD_LABELS, type PodSpelling } from '@image-factory/runtime';
import { type ContainerdConnection } from '../api/containerd-connection.js';
import { isMissing } from '../api/containerd-error.js';
import { ContainerRecord, KIND_LABEL, NERDCTL_NAME_LABEL } from './container-record.js';
import { type ContainerSpelling, readSpelling } from './container-spelling.js';

const NO_SANDBOX = `labels."${KIND_LABEL}"!=sandbox`;

/** Finds the records of containers; sandboxes are never among them. */
export class ContainerLookup {
  constructor(private readonly connection: ContainerdConnection) {}

  /**
   * @param container in any spelling
   * @param isRunning whether a container runs now: of several attempts of a container the running one wins
   * @throws FactoryError `invalid_container`, `container_not_found`, `engine_unreachable`
   */
  async find(container: string, isRunning: (id: string) => Promise<boolean>): Promise<ContainerRecord> {
    const spelling = readSpelling(container);
    return 'id' in spelling ? this.byId(spelling) : this.ofPod(spelling, isRunning);
  }

  /** All containers of the namespace. */
  list(): Promise<ContainerRecord[]> {
    return this.filtered(NO_SANDBOX);
  }

  /**
   * @param id full id
   * @returns undefined if there is none
   */
  async get(id: string, namespace?: string): Promise<ContainerRecord | undefined> {
    try {
      const { container } = await this.connection.call('Containers.Get', { id }, 'inspect the container', {
        namespace,
      });
      return container ? new ContainerRecord(container) : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  private async byId({ id, isPrefix }: Extract<ContainerSpelling, { id: string }>): Promise<ContainerRecord> {
    const exact = await this.get(id);
    if (exact?.isSandbox) {
      throw new FactoryError('invalid_container', `${id} is the sandbox of a pod, which has no files to commit.`);
    }
    if (exact) return exact;
    const filters = [`labels."${NERDCTL_NAME_LABEL}"=="${id}",${NO_SANDBOX}`];
    if (isPrefix) filters.push(`id~=^${id},${NO_SANDBOX}`);
    const [found, ...others] = await this.filtered(...filters);
    if (others.length > 0) {
      throw new FactoryError('invalid_container', `The ids of ${others.length + 1} containers begin with ${id}.`);
    }
    return found ?? this.missing(id);
  }

  private async ofPod(spelling: PodSpelling, isRunning: (id: string) => Promise<boolean>): Promise<ContainerRecord> {
    const members = await this.filtered(
      `labels."${POD_LABELS.namespace}"=="${spelling.namespace}",labels."${POD_LABELS.name}"=="${spelling.pod}"`,
    );
    return containerOfPod(spelling, members, ({ id }) => isRunning(id));
  }

  private async filtered(...filters: string[]): Promise<ContainerRecord[]> {
    const found: ContainerRecord[] = [];
    // A record grows with the environment of its container, so that a list may exceed the limit of a message.
    for await (const { container } of this.connection.stream(
      'Containers.ListStream',
      { filters },
      'list the containers',
    )) {
      if (container) found.push(new ContainerRecord(container));
    }
    return found;
  }

  /** @throws FactoryError `container_not_found`, which names another namespace that has the container */
  private async missing(id: string): Promise<never> {
    const { namespace: own } = this.connection;
    const sentence = `There is no container ${id} in the namespace ${own} of containerd`;
    const other = await this.otherNamespace(id).catch(() => undefined);
    throw new FactoryError(
      'container_not_found',
      other ? `${sentence}; the namespace ${other} has it.` : `${sentence}.`,
    );
  }

  private async otherNamespace(id: string): Promise<string | undefined> {
    const { namespaces } = await this.connection.call('Namespaces.List', {}, 'list its namespaces');
    for (const { name } of namespaces) {
      if (name !== this.connection.namespace && (await this.get(id, name))) return name;
    }
    return undefined;
  }
}
