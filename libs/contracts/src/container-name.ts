/**
 * A container's id or name, as the engine allows them, with the `docker://` in front that Kubernetes shows, or the `/`
 * that docker inspect shows.
 * dockerode puts it into the path of a URL as it is, so nothing else may get there.
 */
export const CONTAINER_PATTERN = /^(?:docker:\/\/|\/)?[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Longest container string that is accepted, in characters. */
export const CONTAINER_MAX_LENGTH = 255;

/** What a person is told about a container string that does not match. */
export const CONTAINER_RULE =
  'container must be an id or a name: letters, digits, "_", "." and "-", the first one a letter or digit';

/** A container string without the slash that `docker inspect` puts in front of a name: engines do not take that. */
export function withoutSlash(container: string): string {
  return container.replace(/^\//, '');
}
