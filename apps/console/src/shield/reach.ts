import { signal } from '@preact/signals';

/** How often a call did not reach the shield. Who holds a connection learns from it that this may be dead, too. */
export const unreached = signal(0);

/** How often the shield has answered. Who waits for it to come back need not wait longer. */
export const reached = signal(0);
