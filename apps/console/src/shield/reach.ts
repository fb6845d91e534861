import { signal } from '@preact/signals';

/** Number of calls that did not reach the shield. Open connections watch it, because they may be dead, too. */
export const unreached = signal(0);

/** Number of answers from the shield. Reconnects watch it, so that they do not wait longer than needed. */
export const reached = signal(0);
