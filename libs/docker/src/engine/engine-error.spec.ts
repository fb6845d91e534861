import { describe, expect, it } from '@jest/globals';
import { FactoryError } from '@image-factory/errors';
import { asSentence, engineError, refusesVersion } from './engine-error.js';

const ADDRESS = 'unix:///var/run/docker.sock';

/** The rejection of dockerode for a response of the runtime. */
function answered(statusCode: number, message: string, json?: unknown): Error {
  const reason = 'server error';
  return Object.assign(new Error(`(HTTP code ${statusCode}) ${reason} - ${message} `), { statusCode, reason, json });
}

describe('engineError', () => {
  it.each([
    ['write /var/lib/docker/tmp/x: no space left on device', 'disk_full'],
    ['max depth exceeded', 'too_many_layers'],
    ['No such container: abc', 'container_not_found'],
    ['something else', 'engine_failed'],
  ])('maps %s to %s', (message, code) => {
    expect(engineError(answered(500, message), ADDRESS, 'commit the container')).toMatchObject({
      code,
      message: `The engine could not commit the container: ${message}.`,
    });
  });

  it("prefers the engine's own JSON", () => {
    const error = answered(500, 'whatever', { message: 'two\nlines.' });
    expect(engineError(error, ADDRESS, 'tag').message).toBe('The engine could not tag: two lines.');
  });

  it.each(['ECONNREFUSED', 'ENOENT', 'EACCES', 'ECONNRESET', 'ENOTFOUND'])(
    'detects a failed connection: %s',
    (code) => {
      const error = Object.assign(new Error(`connect ${code}`), { code });
      expect(engineError(error, ADDRESS, 'tag')).toMatchObject({
        code: 'engine_unreachable',
        retryable: true,
        message: `The container engine at ${ADDRESS} does not answer (${code}).`,
      });
    },
  );

  it('drops the original error, which may contain a login', () => {
    const error = Object.assign(new Error('connect'), {
      code: 'EPIPE',
      options: { headers: { 'X-Registry-Auth': 'x' } },
    });
    expect(engineError(error, ADDRESS, 'push').cause).toBeUndefined();
  });

  it('returns a FactoryError unchanged', () => {
    const error = new FactoryError('registry_denied', 'No.');
    expect(engineError(error, ADDRESS, 'push')).toBe(error);
  });
});

describe('refusesVersion', () => {
  it.each([
    [answered(400, 'client version 1.41 is too old. Minimum supported API version is 1.44'), true],
    [answered(400, 'client version 1.47 is too new. Maximum supported API version is 1.41'), true],
    [answered(400, 'invalid reference format'), false],
    [new Error('client version 1.41 is too old'), false],
    [undefined, false],
  ])('%s: %s', (error, refused) => {
    expect(refusesVersion(error)).toBe(refused);
  });
});

describe('asSentence', () => {
  it('returns one short line with a full stop', () => {
    expect(asSentence(' a\r\n b ')).toBe('a b.');
    expect(asSentence('What?')).toBe('What?');
    expect(asSentence(' ')).toBe('no reason was given.');
    expect(asSentence('x'.repeat(10_000)).length).toBeLessThan(600);
  });
});
