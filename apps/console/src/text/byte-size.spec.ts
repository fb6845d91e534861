import { describe, expect, it } from '@jest/globals';
import { byteSize } from './byte-size.js';

describe('byteSize', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_000, '1.0 kB'],
    [52_428_800, '52 MB'],
    [1_340_000_000, '1.3 GB'],
    [7e15, '7000 TB'],
  ])('%d', (bytes, text) => {
    expect(byteSize(bytes)).toBe(text);
  });
});
