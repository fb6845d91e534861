import { describe, expect, it } from '@jest/globals';
import { statusInWords } from './containerd-container-source.js';

describe('statusInWords', () => {
  it.each([
    ['running', 0, 'Running, created 0 seconds ago'],
    ['running', -5, 'Running, created 0 seconds ago'],
    ['paused', 1, 'Paused, created 1 second ago'],
    ['exited', 60, 'Exited, created 1 minute ago'],
    ['created', 3 * 3_600 + 59, 'Created 3 hours ago'],
    ['running', 3 * 86_400, 'Running, created 3 days ago'],
  ])('%s, %d s', (state, age, words) => {
    expect(statusInWords(state, new Date(1e12 - age * 1000), new Date(1e12))).toBe(words);
  });
});
