import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { BearerTokenGuard } from './bearer-token.guard.js';

class Guard extends BearerTokenGuard {
  constructor(tokens?: string) {
    super(tokens);
  }
}

function callWith(authorization?: string): ExecutionContext {
  return {
    switchToHttp: () => ({ getRequest: () => ({ headers: { authorization } }) }),
  } as unknown as ExecutionContext;
}

describe('BearerTokenGuard', () => {
  it('admits every call without tokens', () => {
    expect(new Guard().canActivate(callWith())).toBe(true);
    expect(new Guard(' , ').canActivate(callWith())).toBe(true);
  });

  it.each(['Bearer old', 'Bearer new', 'bearer  new '])('admits "%s" if both tokens are listed', (authorization) => {
    expect(new Guard('old, new').canActivate(callWith(authorization))).toBe(true);
  });

  it.each([undefined, '', 'Bearer', 'Bearer ol', 'Bearer oldx', 'Basic old', 'old', 'Bearer old,new', 'Bearer  '])(
    'refuses "%s" as unauthorized',
    (authorization) => {
      expect(() => new Guard('old,new').canActivate(callWith(authorization))).toThrow(
        expect.objectContaining({ code: 'unauthorized' }),
      );
    },
  );
});
