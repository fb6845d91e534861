import { Transform } from 'class-transformer';

/** A container's id or name, optionally with the prefix of Kubernetes or the `/` of `docker inspect`. */
const ID_OR_NAME = '(?:docker://|containerd://|/)?[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}';

/** The name of a namespace, a pod or a container in Kubernetes. */
const IN_KUBERNETES = '[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?';

/**
 * The spellings of a container. Without `pod:` a name of Kubernetes needs all three parts, as in lists of containers.
 * Nothing else may pass: the runtimes' clients do not escape it.
 */
export const CONTAINER_PATTERN = new RegExp(
  `^(?:${ID_OR_NAME}|pod:${IN_KUBERNETES}(?:/${IN_KUBERNETES}){1,2}|/?${IN_KUBERNETES}(?:/${IN_KUBERNETES}){2})$`,
);

export const CONTAINER_MAX_LENGTH = 400;

export const CONTAINER_RULE =
  'container must be an id or a name: letters, digits, "_", "." and "-", starting with a letter or digit; ' +
  'or pod:<namespace>/<pod>/<container>';

/** Strips the slash that `docker inspect` shows before a name: the API of the runtime does not accept it. */
export function withoutSlash(container: string): string {
  return container.replace(/^\//, '');
}

/** The same text for every spelling of a container by one name, as far as it shows. */
export function withoutPrefix(container: string): string {
  return container.replace(/^(?:docker:\/\/|containerd:\/\/|pod:|\/)/, '');
}

/** Treats an empty string as absent: first-generation clients send it for optional fields. */
export function EmptyIsAbsent(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (value === '' || value === null ? undefined : value));
}
