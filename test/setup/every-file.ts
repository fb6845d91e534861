import { afterAll, jest } from '@jest/globals';
import { stopAll } from '../../sandbox/index.js';

// Hooks start whole clusters, several at once where the machine is busy.
jest.setTimeout(120_000);

/** What a hook that failed has left running would keep Jest from ending. */
afterAll(() => stopAll());
