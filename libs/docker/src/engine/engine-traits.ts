/** Differences between runtimes with Docker's API that their responses do not show. */
export interface EngineTraits {
  /** Whether a commit locks its container, and the list of all containers, until it ends. */
  readonly locksInCommits: boolean;
  /** Whether the runtime cancels a commit, resumes the container and creates no image when its client disconnects. */
  readonly stopsCommits: boolean;
}

const DOCKER: EngineTraits = { locksInCommits: false, stopsCommits: false };
const PODMAN: EngineTraits = { locksInCommits: true, stopsCommits: true };

/** @param components list from the response to `GET /version` */
export function engineTraits(components: readonly { readonly Name?: string }[]): EngineTraits {
  return components.some(({ Name: name }) => name === 'Podman Engine') ? PODMAN : DOCKER;
}
