import { addAbortSignal, type Readable } from 'node:stream';
import { FactoryError } from '@image-factory/errors';
import type Docker from 'dockerode';
import type { AuthConfig } from 'dockerode';
import {
  DEFAULT_REGISTRY,
  type ImageReference,
  mergedProxies,
  type ProxySettings,
  type RegistryAccess,
  type RegistryCredentials,
} from '@image-factory/oci';
import {
  containerFacts,
  containerSizes,
  containerSummaries,
  createdId,
  engineInfo,
  engineProxies,
  imageFacts,
  imageIds,
  insecureRegistries,
} from './engine-answers.js';
import { readChanges } from './change-list.js';
import { ACTIONS, readEvents } from './container-events.js';
import { type EngineClient, EngineConnection } from './engine-connection.js';
import { engineStatus } from './engine-error.js';
import type { ContainerChanges, ContainerSizes, ContainerSummary, PushProgress } from '@image-factory/runtime';
import type {
  CommitOptions,
  ContainerEvent,
  EngineContainer,
  EngineInfo,
  ImageFacts,
  PushedManifest,
} from './engine-facts.js';
import type { DockerHost } from './docker-host.js';
import { readPushStream } from './push-stream.js';

/** dockerode puts the name into the path of a URL as it is. */
const CONTAINER = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;

/** What stands in front of it elsewhere: `docker://` in Kubernetes, `/` in what docker inspect calls its name. */
const PREFIX = /^(?:docker:\/\/|\/)/;

/** `null`, as the Docker CLI sends it: Podman wants a body, and dockerode sends no empty one. */
const NO_CONFIGURATION = { toJSON: () => null };

/** Name under which the Docker CLI keeps the login for Docker Hub. */
const HUB_SERVER = 'https://index.docker.io/v1/';

/** The container engine of the node: Docker, or what speaks its API. Every failure is a FactoryError. */
export class DockerEngine {
  private readonly connection: EngineConnection;

  /** @param proxies those of this process; without any, the engine's own are used for registries */
  constructor(
    host: DockerHost,
    private readonly proxies: ProxySettings = {},
  ) {
    this.connection = new EngineConnection(host);
  }

  /** @throws FactoryError `engine_unreachable` */
  async ping(): Promise<void> {
    await this.connection.call('answer', ({ prompt }) => prompt.ping());
  }

  async info(): Promise<EngineInfo> {
    return engineInfo(await this.connection.call('tell about itself', ({ lockable }) => lockable.info()));
  }

  /**
   * How the engine reaches a registry: without TLS, or without checking its certificate, and through which proxies.
   *
   * @param registry as `ImageReference.registry` has it
   */
  async accessTo(registry: string): Promise<RegistryAccess> {
    const info: unknown = await this.connection.call('tell about itself', ({ lockable }) => lockable.info());
    const insecure = await insecureRegistries(info).includes(registry);
    return { insecure, proxies: mergedProxies(this.proxies, engineProxies(info)) };
  }

  /**
   * @param container id, the start of one, or name; `docker://` or `/` in front is dropped
   * @throws FactoryError `invalid_container`, `container_not_found`
   */
  async inspect(container: string): Promise<EngineContainer> {
    const name = checkedContainer(container);
    return containerFacts(
      await this.onContainer(name, 'inspect the container', ({ lockable }) => lockable.getContainer(name).inspect()),
    );
  }

  /**
   * Every container of the node, newest first, those that do not run too.
   *
   * @param named only those whose name has this in it
   */
  async containers(named?: string): Promise<ContainerSummary[]> {
    const filters = named === undefined ? {} : { filters: JSON.stringify({ name: [named.replaceAll('.', '\\.')] }) };
    const answer = await this.connection.call('list the containers', ({ prompt }) =>
      prompt.listContainers({ all: true, ...filters }),
    );
    return containerSummaries(answer).sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }

  /**
   * Size of the whole file system of a container in bytes: what `docker ps -s` calls virtual.
   * The engine counts file by file: of a large container that takes its time.
   */
  async size(container: string): Promise<number> {
    return (await this.sizes(container)).whole;
  }

  /** Size of what a container has changed, in bytes: what a commit would copy. */
  async changedSize(container: string): Promise<number> {
    return (await this.sizes(container)).changed;
  }

  /** Both sizes, for which the engine counts once. */
  async sizes(container: string): Promise<ContainerSizes> {
    const name = checkedContainer(container);
    // dockerode knows the option, its types do not.
    const options: object = { size: true };
    const facts: unknown = await this.onContainer(name, 'measure the container', ({ patient }) =>
      patient.getContainer(name).inspect(options),
    );
    return containerSizes(facts);
  }

  /** What a container has changed, path by path; of very many paths, the first ones. */
  async changes(container: string, signal: AbortSignal): Promise<ContainerChanges> {
    const name = checkedContainer(container);
    return this.onContainer(name, 'list the changes of the container', async ({ patient }) =>
      readChanges(addAbortSignal(signal, await changeStream(patient, name, signal))),
    );
  }

  /**
   * Makes an image of a container.
   *
   * @param signal stops engines that can be stopped in this: rejects with `cancelled` when there will be no image. Others
   *   go on as if nothing had happened
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
      ...(options.blank.length > 0 && { changes: options.blank.map((name) => `ENV ${name}=`) }),
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
          // This waits until the engine has let the container go.
          await lockable.getContainer(container).inspect();
          throw new FactoryError('cancelled', 'The commit was cancelled.');
        }
      },
    );
    const id = createdId(answer, 'the image that it made');
    // Podman leaves the algorithm out.
    return id.includes(':') ? id : `sha256:${id}`;
  }

  /**
   * Makes a container that does not run.
   *
   * @param image id
   * @returns its id
   */
  async createContainer(name: string, image: string): Promise<string> {
    const container: unknown = await this.connection.call('create a container', ({ patient }) =>
      patient.createContainer({ name, Image: image, HostConfig: { NetworkMode: 'none' } }),
    );
    // dockerode makes an object of its own of the answer.
    return createdId({ Id: (container as { id?: unknown }).id }, 'the container that it made');
  }

  /** Removes a container, with the volumes that have no name. Nothing happens when there is none. */
  async removeContainer(container: string): Promise<void> {
    const name = checkedContainer(container);
    await this.connection.call('remove the container', ({ patient }) =>
      unlessMissing(patient.getContainer(name).remove({ force: true, v: true }) as Promise<unknown>),
    );
  }

  async pause(containerId: string): Promise<void> {
    const container = checkedContainer(containerId);
    await this.onContainer(container, 'pause the container', ({ lockable }) =>
      lockable.getContainer(container).pause(),
    );
  }

  /**
   * What the engine remembers of pauses and commits of a container, the oldest first. It forgets all with a restart,
   * and the oldest of some 256 events of all containers.
   */
  async pausesAndCommits(containerId: string): Promise<ContainerEvent[]> {
    const container = checkedContainer(containerId);
    return this.connection.call('list the events of the container', async ({ prompt }) => {
      const filters = { container: [container], event: [...ACTIONS] };
      // Of a moment that has not come yet the engine would wait for events.
      const until = Date.now() / 1000;
      const stream = await prompt.getEvents({ since: 1, until, filters: JSON.stringify(filters) });
      return readEvents(stream as unknown as Readable);
    });
  }

  async unpause(containerId: string): Promise<void> {
    const container = checkedContainer(containerId);
    await this.onContainer(container, 'unpause the container', ({ lockable }) =>
      lockable.getContainer(container).unpause(),
    );
  }

  /**
   * @param image `name:tag` or an id
   * @returns undefined when the node has no such image
   */
  async inspectImage(image: string): Promise<ImageFacts | undefined> {
    const facts = await this.connection.call('inspect the image', ({ prompt }) =>
      unlessMissing(prompt.getImage(image).inspect()),
    );
    return facts && imageFacts(facts);
  }

  /** Every image that has a name in this repository, with all its names. */
  async imagesNamed(repository: string): Promise<readonly Pick<ImageFacts, 'id' | 'tags'>[]> {
    const images = await this.connection.call('list the images', ({ prompt }) =>
      prompt.listImages({ filters: JSON.stringify({ reference: [repository] }) }),
    );
    // Before version 1.43 of the API the names that the filter left out are missing in the answer.
    const facts = await Promise.all(imageIds(images).map((id) => this.inspectImage(id)));
    return facts.filter((image) => image !== undefined);
  }

  /** Gives an image one more name; one that another image has is taken from that. */
  async tag(image: string, name: string, tag: string): Promise<void> {
    await this.connection.call('tag the image', ({ prompt }) => prompt.getImage(image).tag({ repo: name, tag }));
  }

  /**
   * Takes a name from an image. The image itself goes with its last name, unless a container needs it; the images
   * that it was made from stay. Nothing happens when there is none.
   *
   * @param name `name:tag`
   */
  async untag(name: string): Promise<void> {
    await this.connection.call('remove the image', ({ patient }) =>
      unlessMissing(patient.getImage(name).remove({ noprune: true }) as Promise<unknown>),
    );
  }

  /**
   * Pushes one tag.
   *
   * @param observe called whenever the sum over all layers changes
   * @param signal stops the push at once: rejects with `cancelled`
   */
  async push(
    reference: ImageReference,
    credentials: RegistryCredentials | undefined,
    observe: (progress: PushProgress) => void,
    signal: AbortSignal,
  ): Promise<PushedManifest> {
    try {
      return await this.connection.call('push the image', async ({ patient }) => {
        const authconfig = loginOf(reference, credentials);
        const stream = await patient
          .getImage(reference.name)
          .push({ tag: reference.tag, authconfig, abortSignal: signal });
        return readPushStream(addAbortSignal(signal, stream as Readable), credentials, observe);
      });
    } catch (error) {
      if (signal.aborted) throw new FactoryError('cancelled', 'The push was cancelled.');
      throw error;
    }
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

async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (engineStatus(error) === 404) return undefined;
    throw error;
  }
}

/** dockerode reads the whole answer, however long it is, unless it is asked for the stream. */
function changeStream({ modem }: Docker, container: string, signal: AbortSignal): Promise<Readable> {
  const call = {
    path: `/containers/${container}/changes`,
    method: 'GET',
    isStream: true,
    abortSignal: signal,
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
  };
  return new Promise((resolve, reject) => {
    const { dial } = modem as {
      dial: (options: object, done: (error: Error | null, stream: Readable) => void) => void;
    };
    dial.call(modem, call, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

/** The engine wants a login with every push; an empty one is none. */
function loginOf({ registry }: ImageReference, credentials: RegistryCredentials | undefined): AuthConfig {
  if (!credentials) return {};
  const serveraddress = registry === DEFAULT_REGISTRY ? HUB_SERVER : registry;
  return 'identityToken' in credentials
    ? { identitytoken: credentials.identityToken, serveraddress }
    : { username: credentials.username, password: credentials.password, serveraddress };
}
