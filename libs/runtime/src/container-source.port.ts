import type { ContainerChanges, ContainerFacts, ContainerSizes, ContainerSummary } from './container.js';

/** Finds the containers of a node. Every failure is a FactoryError. */
export interface ContainerSource {
  /**
   * @param container id, prefix of an id, or name; a runtime's prefix (`docker://`) is dropped
   * @throws FactoryError `invalid_container`, `container_not_found`, `engine_unreachable`
   */
  find(container: string): Promise<ContainerFacts>;

  /** All containers of the node, newest first, including stopped ones. */
  list(): Promise<ContainerSummary[]>;

  /**
   * Measures a container. The runtime may count file by file, which is slow for a large container.
   *
   * @throws FactoryError `container_not_found`
   */
  sizes(container: string): Promise<ContainerSizes>;

  /**
   * Lists the paths that a container has changed; truncated to the first ones if there are too many.
   *
   * @throws FactoryError `container_not_found`
   */
  changes(containerId: string, signal: AbortSignal): Promise<ContainerChanges>;
}
