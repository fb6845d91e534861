import { describe, expect, it } from '@jest/globals';
import { answerFailure, connectionFailure } from './registry-failure.js';

describe('answerFailure', () => {
  const denied = JSON.stringify({ errors: [{ code: 'DENIED', message: 'requested access is denied' }] });
  const harbor = JSON.stringify({
    errors: [{ code: 'DENIED', message: 'adding 5.9 MiB of storage resource will exceed the configured upper limit' }],
  });
  const gone = JSON.stringify({ errors: [{ code: 'NAME_UNKNOWN', message: 'repository name not known' }] });

  it.each([
    [401, '', 'registry_unauthorized'],
    [403, denied, 'registry_denied'],
    [404, gone, 'registry_denied'],
    [403, harbor, 'registry_quota'],
    [413, '<html>Request Entity Too Large</html>', 'registry_quota'],
    [
      500,
      JSON.stringify({ errors: [{ code: 'UNKNOWN', message: 'write: no space left on device' }] }),
      'registry_quota',
    ],
    [507, '', 'registry_quota'],
    [429, JSON.stringify({ errors: [{ code: 'TOOMANYREQUESTS', message: 'quota of pulls' }] }), 'registry_failed'],
    [503, '<html>', 'registry_failed'],
    [400, JSON.stringify({ errors: [{ code: 'DIGEST_INVALID' }] }), 'registry_failed'],
  ])('takes %i %s for %s', (status, body, code) => {
    expect(answerFailure('r.example.com', 'the upload', status, body, []).code).toBe(code);
  });

  it('says what the registry said, in one sentence, without secrets', () => {
    const body = JSON.stringify({ errors: [{ code: 'DENIED', message: 'no\nway for hunter2.' }] });
    const { message } = answerFailure('r.example.com', 'the upload of a layer to a/b', 403, body, ['hunter2']);
    expect(message).toBe(
      'The registry r.example.com answered 403 to the upload of a layer to a/b (DENIED: no way for ***).',
    );
  });
});

describe('connectionFailure', () => {
  const { signal } = new AbortController();
  const withCode = (code: string): Error => Object.assign(new Error(code), { code });

  it.each([
    ['ECONNREFUSED', 'registry_unreachable'],
    ['ENOTFOUND', 'registry_unreachable'],
    ['UND_ERR_HEADERS_TIMEOUT', 'registry_unreachable'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'registry_insecure'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'registry_insecure'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'registry_untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'registry_untrusted'],
    ['CERT_HAS_EXPIRED', 'registry_untrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'registry_untrusted'],
  ])('takes %s for %s, also as a cause', (code, expected) => {
    expect(connectionFailure('r', withCode(code), signal).code).toBe(expected);
    expect(connectionFailure('r', new TypeError('fetch failed', { cause: withCode(code) }), signal).code).toBe(
      expected,
    );
  });

  it('is cancelled once the signal is aborted', () => {
    expect(connectionFailure('r', withCode('ECONNRESET'), AbortSignal.abort()).code).toBe('cancelled');
  });
});
