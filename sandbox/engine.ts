import Docker from 'dockerode';
import { NodeContainer, type NodeContainerOptions } from './node-container.js';
import { type RegistryLogin, splitTag } from './registry.js';
import { followed } from './progress.js';

/** Result of a pull. */
export interface Pulled {
  /** Layers that were downloaded from the registry. */
  readonly layers: number;
  /** Digest of the manifest. */
  readonly digest: string;
}

/** Client for a container engine, through its socket. */
export class Engine {
  readonly api: Docker;

  /** @param socket path of its Unix socket */
  constructor(readonly socket: string) {
    this.api = new Docker({ socketPath: socket });
  }

  /** Value of DOCKER_HOST for the engine. */
  get host(): string {
    return `unix://${this.socket}`;
  }

  /** Whether the engine answers. */
  async answers(): Promise<boolean> {
    return Buffer.from(await this.api.ping()).toString() === 'OK';
  }

  /** Starts a container without a network that idles until it is removed. */
  run(options: NodeContainerOptions = {}): Promise<NodeContainer> {
    return NodeContainer.run(this.api, options);
  }

  /** Whether the engine has an image. */
  async has(reference: string): Promise<boolean> {
    const images = await this.api.listImages({ filters: { reference: [reference] } });
    return images.length > 0;
  }

  /** Sorted ids of all images, including intermediate images. */
  async imageIds(): Promise<string[]> {
    return (await this.api.listImages({ all: true })).map(({ Id }) => Id).sort();
  }

  /** Adds a name with an explicit tag to an image. */
  async tag(image: string, reference: string): Promise<void> {
    const [repo, tag] = splitTag(reference);
    await this.api.getImage(image).tag({ repo, tag });
  }

  /** Commits a container as an image with an explicit tag. */
  async commit(container: string, reference: string): Promise<void> {
    const [repo, tag] = splitTag(reference);
    await this.api.getContainer(container).commit({ repo, tag });
  }

  /** Pushes an image with its explicit tag and returns the digest of its manifest. */
  async push(reference: string, login?: RegistryLogin): Promise<string> {
    const stream = await this.api.getImage(reference).push({ authconfig: authconfig(login) });
    return required(reference, digestIn(await followed(this.api, stream)));
  }

  /** Pulls an image with its explicit tag. */
  async pull(reference: string, login?: RegistryLogin): Promise<Pulled> {
    const stream = await this.api.pull(reference, { authconfig: authconfig(login) });
    const messages = await followed(this.api, stream);
    const layers = messages.filter(({ status }) => status === 'Pull complete').length;
    // Podman does not report the digest in the stream.
    const digest = digestIn(messages) ?? (await this.api.getImage(reference).inspect()).RepoDigests?.[0]?.split('@')[1];
    return { layers, digest: required(reference, digest) };
  }

  /** Removes an image, if it exists. */
  async removeImage(reference: string): Promise<void> {
    if (await this.has(reference)) await this.api.getImage(reference).remove({ force: true });
  }

  /** Removes all containers, in any state. */
  async removeContainers(): Promise<void> {
    const containers = await this.api.listContainers({ all: true });
    await Promise.all(containers.map(({ Id }) => this.api.getContainer(Id).remove({ force: true, v: true })));
  }
}

function authconfig(login: RegistryLogin | undefined): object {
  return login ? { username: login.user, password: login.password } : {};
}

function digestIn(messages: readonly { status?: string }[]): string | undefined {
  const digests = messages.map(({ status }) => /digest: (sha256:[0-9a-f]{64})/i.exec(status ?? '')?.[1]);
  return digests.findLast((found) => found !== undefined);
}

function required(reference: string, digest: string | undefined): string {
  if (digest === undefined) throw new Error(`The engine reported no digest of ${reference}.`);
  return digest;
}
