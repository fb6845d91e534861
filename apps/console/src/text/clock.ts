import { signal } from '@preact/signals';

/** How often what depends on the time is written anew, in milliseconds. */
const TICK = 5_000;

/** The time, roughly. */
export const now = signal(Date.now());

setInterval(() => (now.value = Date.now()), TICK);
