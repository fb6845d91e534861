import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import type { ContainerFacts } from './container.js';
import type { ContainerSource } from './container-source.port.js';

/** A foreign pause up to this duration is assumed to be another agent's, which ends soon. */
const OTHERS_PAUSE_MS = 3_000;
/** Interval of the checks whether such a pause has ended. */
const LOOK_EVERY_MS = 50;

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
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {
      throw new FactoryError('cancelled', 'The commit was cancelled.');
    });
  }
}
