import { setTimeout as sleep } from 'node:timers/promises';

/** How often a condition is looked at, in milliseconds. */
const INTERVAL = 25;

/**
 * Waits until a condition holds and gives its value; what it throws meanwhile counts as "not yet".
 *
 * @param what names what is waited for, as in "Waited 30 s for <what>"
 * @param seconds how long it may take
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
    await sleep(INTERVAL);
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

/** Thrown by a condition that can no longer come true: there is no use in waiting on. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless';
}
