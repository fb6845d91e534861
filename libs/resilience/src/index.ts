export { writeFileAtomic } from './atomic-file.js';
export { Backoff, type BackoffOptions, pause, type Retry, type RunOptions } from './backoff.js';
export { settledWithin } from './deadline.js';
export { KeyedMutex } from './keyed-mutex.js';
export { raceAbort } from './race-abort.js';
