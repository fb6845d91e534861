import { describe, expect, it } from '@jest/globals';
import { chainId } from './chain-id.js';

const layer = (digit: string) => `sha256:${digit.repeat(64)}`;

describe('chainId', () => {
  it('is empty without layers, and the layer itself for one', () => {
    expect(chainId([])).toBe('');
    expect(chainId([layer('1')])).toBe(layer('1'));
  });

  // As `echo -n "<chain> <diff id>" | sha256sum` says.
  it('hashes each layer with those below it', () => {
    const two = 'sha256:9932074217c35353d2e03a3f5a86549f7c67bfeb0ba53e23d69f4d4c8f7958f5';
    expect(chainId([layer('1'), layer('2')])).toBe(two);
    const three = 'sha256:50127c0d6b338be78246434b4bce23ecf75e505158ea0bbd15effeb162fbf3ec';
    expect(chainId([layer('1'), layer('2'), layer('3')])).toBe(three);
  });
});
