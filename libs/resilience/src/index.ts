export { writeFileAtomic } from './atomic-file.js';
export { Backoff, type BackoffOptions, pause, type Retry, type RunOptions } from './backoff.js';
export { raceAbort, settledWithin } from './bounded-wait.js';
export { KeyedMutex } from './keyed-mutex.js';
export { RetryTimer } from './retry-timer.js';
