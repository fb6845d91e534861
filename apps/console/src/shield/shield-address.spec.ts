import { describe, expect, it } from '@jest/globals';
import { shieldAddressOf } from './shield-address.js';

describe('shieldAddressOf', () => {
  it.each(['http://127.0.0.1:9001', 'https://platform.example.com/image-factory', 'https://[fd00::1]/a/b'])(
    'finds %s behind a script',
    (address) => {
      expect(shieldAddressOf(`${address}/console/assets/index-Bwx4Dna9.js`)).toBe(address);
    },
  );
});
