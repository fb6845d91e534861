import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import type { ContainerFacts } from './container.js';
import type { ContainerSource } from './container-source.port.js';

/** How long a pause that is not ours is taken for another agent's, which ends soon, in milliseconds. */
const OTHERS_PAUSE_MS = 3_000;
/** How often it is looked whether such a pause has ended, in milliseconds. */
const LOOK_EVERY_MS = 50;

/**
 * Looks at a container once no other agent keeps it paused. Nothing shows whose a pause is: one that lasts is its
 * user's, and the files do not change in it.
 *
 * @param signal gives up waiting: rejects with `cancelled`
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
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {
      throw new FactoryError('cancelled', 'The commit was cancelled.');
    });
  }
}
