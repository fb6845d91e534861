import { expect, it } from '@jest/globals';
import { age, duration } from './duration.js';

it.each([
  [-1, '0 s'],
  [0.4, '0 s'],
  [59.4, '59 s'],
  [59.5, '1 min 0 s'],
  [125, '2 min 5 s'],
  [3_600, '1 h 0 min'],
  [86_399, '23 h 59 min'],
  [90_000, '1 d 1 h'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

it('tells how long ago a moment was', () => {
  expect(age('2026-11-24T12:00:00.000Z', Date.parse('2026-11-24T12:01:30.000Z'))).toBe('1 min 30 s ago');
});
