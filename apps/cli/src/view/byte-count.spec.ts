import { expect, it } from '@jest/globals';
import { byteCount } from './byte-count.js';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [52_428_800, '52.4 MB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [1_000_000, '1.0 MB'],
  [1_080_000_000, '1.1 GB'],
  [2e18, '2000.0 PB'],
])('%i bytes are %s', (bytes, text) => expect(byteCount(bytes)).toBe(text));
