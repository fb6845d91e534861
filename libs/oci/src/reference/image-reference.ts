import { FactoryError } from '@image-factory/errors';

/** Registry of images whose name contains none. */
export const DEFAULT_REGISTRY = 'docker.io';

const DEFAULT_NAMESPACE = 'library';
const DEFAULT_TAG = 'latest';

/** Limit on the parsed text, in characters; every valid reference is shorter. */
const TEXT_MAX_LENGTH = 1024;
/** Limit of runtimes on `registry/repository`, in characters. */
const NAME_MAX_LENGTH = 255;
const TAG_MAX_LENGTH = 128;

const HOST_COMPONENT = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const IPV6_HOST = /^\[[a-fA-F0-9:]+\]$/;
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9_.-]*$/;
const IMAGE_ID = /^[a-f0-9]{64}$/;

/** Push target of an image: registry, repository and tag, in the grammar of the distribution project. */
export class ImageReference {
  private constructor(
    /** Host of the registry, with an explicit port if given: `registry.example.com:5000`, `docker.io`. */
    readonly registry: string,
    /** Path of the repository in the registry: `user-images/alice`. */
    readonly repository: string,
    /** Default `latest`. */
    readonly tag: string,
  ) {}

  /**
   * Parses and normalizes a reference like the Docker CLI: `alice` is `docker.io/library/alice:latest`.
   *
   * @throws FactoryError `invalid_image_reference` with the exact reason
   */
  static parse(text: string): ImageReference {
    const refuse = (reason: string): never => {
      throw new FactoryError('invalid_image_reference', `image ${quoted(text)} is not valid: ${reason}.`);
    };
    if (text === '') refuse('it is empty');
    if (text.length > TEXT_MAX_LENGTH) refuse(`it is longer than ${TEXT_MAX_LENGTH} characters`);
    if (/\s/.test(text)) refuse('it contains white space');
    if (text.includes('://')) refuse('it starts with a scheme; write the registry without one');
    if (text.includes('@')) refuse('an image cannot be pushed to a digest; name a tag');

    const [name, tag] = splitTag(text);
    if (tag !== undefined) checkTag(tag, refuse);
    const [registry, repository] = splitRegistry(name);
    if (registry !== undefined) checkRegistry(registry, refuse);
    checkRepository(repository, refuse);
    if (IMAGE_ID.test(name)) refuse('64 hexadecimal digits are an id, not a name');

    const reference = new ImageReference(
      registry === undefined || registry === `index.${DEFAULT_REGISTRY}` ? DEFAULT_REGISTRY : registry,
      isOfficial(registry, repository) ? `${DEFAULT_NAMESPACE}/${repository}` : repository,
      tag ?? DEFAULT_TAG,
    );
    if (reference.name.length > NAME_MAX_LENGTH) {
      refuse(`registry and repository together are longer than ${NAME_MAX_LENGTH} characters`);
    }
    return reference;
  }

  /** Registry and repository, without the tag. */
  get name(): string {
    return `${this.registry}/${this.repository}`;
  }

  /** The whole reference: `registry/repository:tag`. */
  toString(): string {
    return `${this.name}:${this.tag}`;
  }
}

type Refuse = (reason: string) => never;

/** A colon after the last slash starts the tag; an earlier one belongs to the registry's port. */
function splitTag(text: string): [name: string, tag: string | undefined] {
  const colon = text.lastIndexOf(':');
  if (colon === -1 || colon < text.lastIndexOf('/')) return [text, undefined];
  return [text.slice(0, colon), text.slice(colon + 1)];
}

/** The first component is a registry if it looks like a host, by the rules of the Docker CLI. */
function splitRegistry(name: string): [registry: string | undefined, repository: string] {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  if (!/[.:]/.test(first) && first !== 'localhost') return [undefined, name];
  return [first, name.slice(slash + 1)];
}

function isOfficial(registry: string | undefined, repository: string): boolean {
  const onHub = registry === undefined || registry === DEFAULT_REGISTRY || registry === `index.${DEFAULT_REGISTRY}`;
  return onHub && !repository.includes('/');
}

function checkTag(tag: string, refuse: Refuse): void {
  if (tag === '') refuse('the tag after the colon is empty');
  if (tag.length > TAG_MAX_LENGTH) refuse(`the tag is longer than ${TAG_MAX_LENGTH} characters`);
  if (!TAG.test(tag)) {
    refuse(
      `the tag ${quoted(tag)} may hold letters, digits, "_", "." and "-" only and starts with neither "." nor "-"`,
    );
  }
}

function checkRegistry(registry: string, refuse: Refuse): void {
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(registry) ?? [];
  const valid = IPV6_HOST.test(host) || host.split('.').every((component) => HOST_COMPONENT.test(component));
  if (!valid) refuse(`${quoted(registry)} is not the host of a registry`);
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535)) {
    refuse(`the port of the registry ${quoted(registry)} is not a number from 1 to 65535`);
  }
}

function checkRepository(repository: string, refuse: Refuse): void {
  for (const component of repository.split('/')) {
    if (component === '') refuse('a component of the repository is empty');
    if (/[A-Z]/.test(component)) refuse(`the repository must be in lower case, ${quoted(component)} is not`);
    if (!PATH_COMPONENT.test(component)) {
      refuse(
        `the component ${quoted(component)} of the repository may hold lower-case letters and digits, ` +
          'separated by ".", "_", "__" or "-"',
      );
    }
  }
}

/** For messages: without control characters, and bounded. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
