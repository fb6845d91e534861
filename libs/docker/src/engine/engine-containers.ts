import { addAbortSignal, type Readable } from 'node:stream';
import { FactoryError } from '@image-factory/errors';
import {
  type ContainerChanges,
  containerOfPod,
  type ContainerSizes,
  type ContainerSummary,
  POD_LABELS,
  type PodSpelling,
} from '@image-factory/runtime';
import { changeStream, readChanges } from './change-list.js';
import { ACTIONS, readEvents } from './container-events.js';
import { containerFacts, containerSizes, containerSummaries, createdId } from './engine-answers.js';
import type { EngineClient, EngineConnection } from './engine-connection.js';
import { engineStatus, unlessMissing } from './engine-error.js';
import { withoutStartVariables } from './start-variables.js';
import type { CommitOptions, ContainerEvent, EngineContainer } from './engine-facts.js';

/** dockerode inserts the name unescaped into the path of a URL. */
const CONTAINER = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;

/** Prefixes of names in other tools: `docker://` in Kubernetes, `/` in docker inspect. */
const PREFIX = /^(?:docker:\/\/|\/)/;

/** `null`, like the Docker CLI: Podman requires a body, and dockerode omits an empty one. */
const NO_CONFIGURATION = { toJSON: () => null };

/**
 * The containers of the node. A container is named by its id, the prefix of an id, or its name; a leading `docker://` or
 * `/` is dropped. Calls on a container reject with `invalid_container` or `container_not_found`.
 */
export class EngineContainers {
  constructor(private readonly connection: EngineConnection) {}

  async inspect(container: string): Promise<EngineContainer> {
    const name = checkedContainer(container);
    return this.onContainer(name, 'inspect the container', async ({ lockable, traits }) => {
      const facts = containerFacts(await lockable.getContainer(name).inspect());
      return traits.showsStartVariables ? { ...facts, config: withoutStartVariables(facts.config) } : facts;
    });
  }

  /**
   * All containers of the node, newest first, including stopped ones, without the sandboxes of pods.
   *
   * @param named only those whose name contains this
   */
  async list(named?: string): Promise<ContainerSummary[]> {
    const found = await this.filtered(named === undefined ? {} : { name: [named.replaceAll('.', '\\.')] });
    return found
      .filter(({ isSandbox }) => !isSandbox)
      .map(({ id, name, pod, image, state, status, createdAt }) => ({ id, name, pod, image, state, status, createdAt }))
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }

  /**
   * Resolves the container of a pod, as cri-dockerd creates it.
   *
   * @returns full id
   */
  async idInPod(spelling: PodSpelling): Promise<string> {
    const { namespace, pod } = spelling;
    const members = await this.filtered({
      label: [`${POD_LABELS.namespace}=${namespace}`, `${POD_LABELS.name}=${pod}`],
    });
    return (await containerOfPod(spelling, members, ({ state }) => ['running', 'paused'].includes(state))).id;
  }

  /**
   * Both sizes in bytes: of the whole file system, the virtual size of `docker ps -s`, and of the changes, which a commit
   * would copy. Slow for a large container, since the runtime adds up all files.
   */
  async sizes(container: string): Promise<ContainerSizes> {
    const name = checkedContainer(container);
    // dockerode supports the option, its types do not.
    const options: object = { size: true };
    const facts: unknown = await this.onContainer(name, 'measure the container', ({ patient }) =>
      patient.getContainer(name).inspect(options),
    );
    return containerSizes(facts);
  }

  /** Paths that a container has changed; truncated to the first ones if there are too many. */
  async changes(container: string, signal: AbortSignal): Promise<ContainerChanges> {
    const name = checkedContainer(container);
    return this.onContainer(name, 'list the changes of the container', async ({ patient }) =>
      readChanges(addAbortSignal(signal, await changeStream(patient, name, signal))),
    );
  }

  async pause(containerId: string): Promise<void> {
    const container = checkedContainer(containerId);
    await this.onContainer(container, 'pause the container', ({ lockable }) =>
      lockable.getContainer(container).pause(),
    );
  }

  async unpause(containerId: string): Promise<void> {
    const container = checkedContainer(containerId);
    await this.onContainer(container, 'unpause the container', ({ lockable }) =>
      lockable.getContainer(container).unpause(),
    );
  }

  /**
   * Past pauses and commits of a container, oldest first. The runtime keeps some 256 events of all containers, and
   * loses them at a restart.
   */
  async pausesAndCommits(containerId: string): Promise<ContainerEvent[]> {
    const container = checkedContainer(containerId);
    return this.connection.call('list the events of the container', async ({ prompt, traits }) => {
      const filters = JSON.stringify({ container: [container], event: [...ACTIONS] });
      // The clock is read in whole milliseconds: until the next one, so that the events of this one are included.
      const end = traits.listsEvents ? { stream: false } : { until: (Date.now() + 1) / 1000 };
      const stream = await prompt.getEvents({ since: 1, ...end, filters });
      return readEvents(stream as unknown as Readable);
    });
  }

  /**
   * Commits a container to an image.
   *
   * @param signal cancels the commit if the runtime supports that: rejects with `cancelled` if no image will result.
   *   Other runtimes continue unaffected
   * @returns id of the image: `sha256:<64 hex>`
   */
  async commit(containerId: string, options: CommitOptions, signal: AbortSignal): Promise<string> {
    const container = checkedContainer(containerId);
    const query = {
      container,
      repo: options.name,
      tag: options.tag,
      pause: options.pause,
      ...(options.author && { author: options.author }),
      ...(options.comment && { comment: options.comment }),
      ...(options.redacted.length > 0 && { changes: options.redacted.map((name) => `ENV ${name}=`) }),
    };
    const answer: unknown = await this.onContainer(
      container,
      'commit the container',
      async (client): Promise<unknown> => {
        const { patient, lockable, traits } = client;
        const call = { _query: query, _body: NO_CONFIGURATION };
        if (!traits.stopsCommits) return patient.getContainer(container).commit(call) as Promise<unknown>;
        try {
          return (await patient.getContainer(container).commit({ ...call, abortSignal: signal })) as unknown;
        } catch (error) {
          if (!signal.aborted) throw error;
          // Blocks until the runtime has unlocked the container.
          await lockable.getContainer(container).inspect();
          throw new FactoryError('cancelled', 'The commit was cancelled.');
        }
      },
    );
    const id = createdId(answer, 'the image that it made');
    // Podman omits the algorithm.
    return id.includes(':') ? id : `sha256:${id}`;
  }

  /**
   * Creates a container without starting it.
   *
   * @param image id
   * @returns its id
   */
  async create(name: string, image: string): Promise<string> {
    const container: unknown = await this.connection.call('create a container', ({ patient }) =>
      patient.createContainer({ name, Image: image, HostConfig: { NetworkMode: 'none' } }),
    );
    // dockerode converts the response to an object of its own.
    return createdId({ Id: (container as { id?: unknown }).id }, 'the container that it made');
  }

  /** Removes a container and its anonymous volumes. No effect if there is none. */
  async remove(container: string): Promise<void> {
    const name = checkedContainer(container);
    await this.connection.call('remove the container', ({ patient }) =>
      unlessMissing(patient.getContainer(name).remove({ force: true, v: true }) as Promise<unknown>),
    );
  }

  private async filtered(filters: Readonly<Record<string, readonly string[]>>) {
    const answer = await this.connection.call('list the containers', ({ prompt }) =>
      prompt.listContainers({ all: true, filters: JSON.stringify(filters) }),
    );
    return containerSummaries(answer);
  }

  private onContainer<T>(container: string, action: string, work: (client: EngineClient) => Promise<T>): Promise<T> {
    return this.connection.call(action, async (client) => {
      try {
        return await work(client);
      } catch (error) {
        if (engineStatus(error) !== 404) throw error;
        throw new FactoryError('container_not_found', `There is no container ${container} on this node.`);
      }
    });
  }
}

function checkedContainer(container: string): string {
  const name = container.replace(PREFIX, '');
  if (CONTAINER.test(name)) return name;
  throw new FactoryError(
    'invalid_container',
    'container must be an id or a name: letters, digits, "_", "." and "-", the first one a letter or digit.',
  );
}
