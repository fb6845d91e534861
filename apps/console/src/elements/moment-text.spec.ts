import { describe, expect, it } from '@jest/globals';
import { ago } from './moment-text.js';

const MOMENT = '2026-11-24T12:00:00.000Z';

describe('ago', () => {
  it.each([
    [-5, 'just now'],
    [3, 'just now'],
    [47, '40 s ago'],
    [60, '1 min ago'],
    [3_700, '1 h ago'],
    [90_000, '24 Nov 2026'],
  ])('after %d s', (seconds, text) => {
    expect(ago(MOMENT, Date.parse(MOMENT) + seconds * 1000)).toBe(text);
  });
});
