import { describe, expect, it } from '@jest/globals';
import { formatBytes, formatCount, formatDuration } from './format.js';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [52_428_800, '52.4 MB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [1_000_000, '1.0 MB'],
    [1_080_000_000, '1.1 GB'],
    [1_340_000_000, '1.3 GB'],
    [7e15, '7.0 PB'],
    [2e18, '2000.0 PB'],
  ])('%i bytes: %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('formatDuration', () => {
  it.each([
    [-1, '0 s'],
    [0.4, '0 s'],
    [2.6, '3 s'],
    [59.4, '59 s'],
    [59.5, '1 min'],
    [60, '1 min'],
    [125, '2 min 5 s'],
    [3_600, '1 h'],
    [3_899, '1 h 4 min'],
    [86_399, '23 h 59 min'],
    [86_400, '1 d'],
    [90_000, '1 d 1 h'],
  ])('%d s: %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('formatCount', () => {
  it.each([
    [0, '0 files'],
    [1, '1 file'],
    [1_834, '1,834 files'],
  ])('%i: %s', (count, text) => expect(formatCount(count, 'file')).toBe(text));
});
