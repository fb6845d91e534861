/** How engines differ that speak Docker's API, as far as their answers do not show it. */
export interface EngineTraits {
  /** Whether a container that is being committed, and what tells of all containers, is out of reach until that is done. */
  readonly locksInCommits: boolean;
  /** Whether the engine gives a commit up, thaws the container and makes no image, when who asked for it hangs up. */
  readonly stopsCommits: boolean;
}

const DOCKER: EngineTraits = { locksInCommits: false, stopsCommits: false };
const PODMAN: EngineTraits = { locksInCommits: true, stopsCommits: true };

/** @param components as the engine names them in its answer to `GET /version` */
export function engineTraits(components: readonly { readonly Name?: string }[]): EngineTraits {
  return components.some(({ Name: name }) => name === 'Podman Engine') ? PODMAN : DOCKER;
}
