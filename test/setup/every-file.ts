import { afterAll, jest } from '@jest/globals';
import { stopAll } from '../../sandbox/index.js';

// Hooks start whole clusters, possibly several at once on a busy machine.
jest.setTimeout(120_000);

/** Remains of a failed hook would prevent Jest from exiting. */
afterAll(() => stopAll());
