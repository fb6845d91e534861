import { describe, expect, it } from '@jest/globals';
import { timeSpan } from './time-span.js';

describe('timeSpan', () => {
  it.each([
    [-1, '0 s'],
    [2.6, '3 s'],
    [60, '1 min'],
    [125, '2 min 5 s'],
    [3_600, '1 h'],
    [3_899, '1 h 4 min'],
  ])('%d', (seconds, text) => {
    expect(timeSpan(seconds)).toBe(text);
  });
});
