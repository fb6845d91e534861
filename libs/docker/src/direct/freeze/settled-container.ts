import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import type { DockerEngine } from '../../engine/docker-engine.js';
import type { ContainerFacts } from '../../engine/engine-facts.js';

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
  engine: Pick<DockerEngine, 'inspect'>,
  containerId: string,
  signal: AbortSignal,
): Promise<ContainerFacts> {
  const deadline = Date.now() + OTHERS_PAUSE_MS;
  for (;;) {
    const facts = await engine.inspect(containerId);
    if (!facts.paused || Date.now() >= deadline) return facts;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {
      throw new FactoryError('cancelled', 'The save was cancelled.');
    });
  }
}
