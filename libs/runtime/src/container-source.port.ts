import { FactoryError } from '@image-factory/errors';
import { pause } from '@image-factory/resilience';
import type { ContainerChanges, ContainerFacts, ContainerSizes, ContainerSummary } from './container.js';

/** Finds the containers of a node. Every failure is a FactoryError. */
export interface ContainerSource {
  /**
   * @param container id, prefix of an id, or name; a runtime's prefix (`docker://`, `containerd://`) is dropped
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

/** A foreign pause up to this duration is assumed to be another agent's, which ends soon. */
const OTHERS_PAUSE_MS = 3_000;
/** Interval of the checks whether such a pause has ended. */
const CHECK_INTERVAL_MS = 50;

/**
 * Inspects a container once no other agent keeps it paused. The owner of a pause is unknown: a lasting pause is the
 * user's, and the files do not change during it.
 *
 * @param signal stops waiting: rejects with `cancelled`
 */
export async function settledContainer(
  containers: Pick<ContainerSource, 'find'>,
  containerId: string,
  signal: AbortSignal,
): Promise<ContainerFacts> {
  const deadline = Date.now() + OTHERS_PAUSE_MS;
  for (;;) {
    const facts = await containers.find(containerId);
    if (!facts.paused || Date.now() >= deadline) return facts;
    await pause(CHECK_INTERVAL_MS, signal).catch(() => {
      throw new FactoryError('cancelled', 'The commit was cancelled.');
    });
  }
}
