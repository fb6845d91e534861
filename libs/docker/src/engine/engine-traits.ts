/** Differences between runtimes with Docker's API that their responses do not show. */
export interface EngineTraits {
  /** Whether a commit locks its container, and the list of all containers, until it ends. */
  readonly locksInCommits: boolean;
  /** Whether the runtime cancels a commit, resumes the container and creates no image when its client disconnects. */
  readonly stopsCommits: boolean;
  /**
   * Whether `stream=false` ends a list of events. Such a runtime may return none at all for a moment in the past; the
   * others wait for that moment and ignore `stream`.
   */
  readonly listsEvents: boolean;
  /** Whether the configuration of a container contains variables that the runtime sets at each start. */
  readonly showsStartVariables: boolean;
}

const DOCKER: EngineTraits = {
  locksInCommits: false,
  stopsCommits: false,
  listsEvents: false,
  showsStartVariables: false,
};
const PODMAN: EngineTraits = { locksInCommits: true, stopsCommits: true, listsEvents: true, showsStartVariables: true };

/** @param components list from the response to `GET /version` */
export function engineTraits(components: readonly { readonly Name?: string }[]): EngineTraits {
  return components.some(({ Name: name }) => name === 'Podman Engine') ? PODMAN : DOCKER;
}
