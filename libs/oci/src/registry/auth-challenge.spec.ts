import { describe, expect, it } from '@jest/globals';
import { readChallenges } from './auth-challenge.js';

describe('readChallenges', () => {
  it('parses the challenges of token servers', () => {
    const header =
      'Bearer realm="https://auth.example.com/token?a=b,c",service="hub, \\"x\\"",scope="repository:a/b:pull,push"';
    expect(readChallenges(header)).toEqual([
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth.example.com/token?a=b,c',
          service: 'hub, "x"',
          scope: 'repository:a/b:pull,push',
        },
      },
    ]);
  });

  it('reads several, in one value and in more', () => {
    const basic = { scheme: 'basic', parameters: { realm: 'x' } };
    const bearer = { scheme: 'bearer', parameters: { realm: 'y', service: 'z' } };
    expect(readChallenges('Basic realm="x", Bearer realm=y, service="z"')).toEqual([basic, bearer]);
    expect(readChallenges(['Bearer realm="y",service="z"', 'BASIC realm="x"'])).toEqual([bearer, basic]);
  });

  it('tolerates empty and malformed challenges', () => {
    expect(readChallenges(undefined)).toEqual([]);
    expect(readChallenges('')).toEqual([]);
    expect(readChallenges('"""')).toEqual([]);
    expect(readChallenges('Negotiate')).toEqual([{ scheme: 'negotiate', parameters: {} }]);
  });
});
