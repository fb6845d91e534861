import { signal } from '@preact/signals';

/** Refresh interval of relative times, in milliseconds. */
const TICK = 5_000;

/** The current time, at the resolution of the refresh interval. */
export const now = signal(Date.now());

setInterval(() => (now.value = Date.now()), TICK);
