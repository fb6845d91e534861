import { Transform } from 'class-transformer';

/**
 * A container's id or name, optionally with the prefix `docker://` of Kubernetes or `/` of `docker inspect`. dockerode
 * does not escape it in the path of a URL, so nothing else may pass.
 */
export const CONTAINER_PATTERN = /^(?:docker:\/\/|\/)?[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

export const CONTAINER_MAX_LENGTH = 255;

export const CONTAINER_RULE =
  'container must be an id or a name: letters, digits, "_", "." and "-", starting with a letter or digit';

/** Strips the slash that `docker inspect` shows before a name: the API of the runtime does not accept it. */
export function withoutSlash(container: string): string {
  return container.replace(/^\//, '');
}

/** Treats an empty string as absent: first-generation clients send it for optional fields. */
export function EmptyIsAbsent(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (value === '' || value === null ? undefined : value));
}
