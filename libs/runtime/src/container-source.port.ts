import type { ContainerChanges, ContainerFacts, ContainerSizes, ContainerSummary } from './container.js';

/** Finds the containers of a node. Every failure is a FactoryError. */
export interface ContainerSource {
  /**
   * @param container id, the start of one, or name; a runtime's prefix (`docker://`) is dropped
   * @throws FactoryError `invalid_container`, `container_not_found`, `engine_unreachable`
   */
  find(container: string): Promise<ContainerFacts>;

  /** Every container of the node, newest first, including those that do not run. */
  list(): Promise<ContainerSummary[]>;

  /**
   * Measures a container. The runtime may count file by file: a large container takes its time.
   *
   * @throws FactoryError `container_not_found`
   */
  sizes(container: string): Promise<ContainerSizes>;

  /**
   * Lists the paths that a container has changed; of very many, the first ones.
   *
   * @throws FactoryError `container_not_found`
   */
  changes(containerId: string, signal: AbortSignal): Promise<ContainerChanges>;
}
