import { jest } from '@jest/globals';
import { commitAmongOtherHands } from './direct/other-hands.js';

jest.setTimeout(240_000);

commitAmongOtherHands('few-hands', 2);
