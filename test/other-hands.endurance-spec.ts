import { jest } from '@jest/globals';
import { commitAmongOtherHands } from './direct/other-hands.js';

jest.setTimeout(1_800_000);

commitAmongOtherHands('many-hands', 40);
