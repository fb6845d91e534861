import { setTimeout as sleep } from 'node:timers/promises';

/** Polling interval. */
const INTERVAL_MS = 25;

/**
 * Waits until a condition holds and returns its value; errors before that count as "not yet".
 *
 * @param what description of the condition, as in "Waited 30 s for <what>"
 * @param seconds timeout
 */
export async function until<T>(
  what: string,
  seconds: number,
  condition: () => T | Promise<T>,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const last = await attempt(condition);
    if (last.value) return last.value;
    if (performance.now() > deadline) throw new Error(`Waited ${seconds} s for ${what}.`, { cause: last.error });
    await sleep(INTERVAL_MS);
  }
}

async function attempt<T>(condition: () => T | Promise<T>): Promise<{ value?: T; error?: unknown }> {
  try {
    return { value: await condition() };
  } catch (error) {
    if (error instanceof Hopeless) throw error;
    return { error };
  }
}

/** Thrown by a condition that can no longer become true, to stop the wait. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless';
}
