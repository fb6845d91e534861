import { status } from '@grpc/grpc-js';
import { describe, expect, it } from '@jest/globals';
import { FactoryError } from '@image-factory/errors';
import { containerdError, isMissing } from './containerd-error.js';

const failure = (code: status, details: string) => Object.assign(new Error(details), { code, details });
const convert = (code: status, details: string) => containerdError(failure(code, details), '/run/c.sock', 'do it');

describe('containerdError', () => {
  it.each([
    [
      'connect EACCES /run/c.sock',
      'containerd cannot be reached at /run/c.sock: This process may not use the socket (EACCES).',
    ],
    ['connect ENOENT /run/c.sock', 'containerd cannot be reached at /run/c.sock: There is no such socket (ENOENT).'],
    [
      'connect ECONNREFUSED /run/c.sock',
      'containerd cannot be reached at /run/c.sock: Nothing listens on the socket (ECONNREFUSED).',
    ],
    ['read ECONNRESET', 'containerd at /run/c.sock does not answer (ECONNRESET).'],
    ['Connection dropped', 'containerd at /run/c.sock does not answer.'],
  ])('reports the reason of a failed connection: %s', (details, message) => {
    const error = convert(status.UNAVAILABLE, `No connection established. Last error: ${details}`);
    expect(error).toMatchObject({ code: 'engine_unreachable', message });
  });

  it.each([
    [status.DEADLINE_EXCEEDED, '', 'engine_unreachable', 'containerd at /run/c.sock did not do it in time.'],
    [status.CANCELLED, '', 'cancelled', 'The call to containerd was cancelled.'],
    [
      status.UNKNOWN,
      'write: no space left on device',
      'disk_full',
      'containerd could not do it: write: no space left on device.',
    ],
    [
      status.UNKNOWN,
      'cannot pause\n a container',
      'engine_failed',
      'containerd could not do it: cannot pause a container.',
    ],
    [status.FAILED_PRECONDITION, '', 'engine_failed', 'containerd could not do it: no reason was given.'],
  ])('has a code for status %i', (code, details, expected, message) => {
    const error = containerdError({ code, details }, '/run/c.sock', 'do it');
    expect(error).toMatchObject({ code: expected, message });
  });

  it('keeps a failure with a code, and names the missing part', () => {
    const known = new FactoryError('disk_full', 'Full.');
    expect(containerdError(known, '/run/c.sock', 'do it')).toBe(known);
    expect(isMissing(convert(status.NOT_FOUND, 'container "a": not found'))).toBe(true);
    expect(isMissing(convert(status.UNKNOWN, 'not found'))).toBe(false);
  });
});
