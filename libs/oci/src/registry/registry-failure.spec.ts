import { describe, expect, it } from '@jest/globals';
import { answerFailure, connectionFailure, retryAfterMs } from './registry-failure.js';

describe('answerFailure', () => {
  const denied = JSON.stringify({ errors: [{ code: 'DENIED', message: 'requested access is denied' }] });
  const harbor = JSON.stringify({
    errors: [{ code: 'DENIED', message: 'adding 5.9 MiB of storage resource will exceed the configured upper limit' }],
  });
  const gone = JSON.stringify({ errors: [{ code: 'NAME_UNKNOWN', message: 'repository name not known' }] });

  const api = (code: string, message = ''): string => JSON.stringify({ errors: [{ code, message }] });
  const page = '<html><h1>Request Entity Too Large: policy, quota, read-only</h1></html>';

  it.each([
    ['ask', 401, '', 'registry_unauthorized'],
    ['begin', 403, denied, 'registry_denied'],
    ['upload', 400, denied, 'registry_denied'],
    ['ask', 404, gone, 'registry_repository_missing'],
    ['upload', 404, gone, 'registry_repository_missing'],
    ['begin', 403, harbor, 'registry_quota'],
    ['publish', 412, api('PRECONDITION', "the tag 'v1' configured as immutable"), 'registry_tag_immutable'],
    ['publish', 400, api('TAG_INVALID', "'v1' exists and cannot be overwritten"), 'registry_tag_immutable'],
    ['begin', 403, api('DENIED', 'The system is in read only mode.'), 'registry_read_only'],
    ['begin', 405, api('UNSUPPORTED', 'The operation is unsupported.'), 'registry_read_only'],
    ['publish', 412, api('PROJECTPOLICYVIOLATION', 'the image is not signed'), 'registry_policy'],
    ['upload', 412, '', 'registry_policy'],
    ['publish', 400, api('MANIFEST_INVALID'), 'registry_manifest_invalid'],
    ['publish', 415, '', 'registry_manifest_invalid'],
    ['publish', 404, api('MANIFEST_BLOB_UNKNOWN'), 'registry_failed'],
    ['begin', 409, '', 'registry_refused'],
    ['publish', 451, '', 'registry_refused'],
    ['begin', 404, page, 'registry_upload_refused'],
    ...[400, 404, 405, 409, 411, 416, 501].map((status) => ['upload', status, '', 'registry_upload_refused'] as const),
    ['upload', 413, page, 'registry_body_limit'],
    ['begin', 413, api('DENIED', 'the quota is used up'), 'registry_quota'],
    ['upload', 500, api('UNKNOWN', 'write: no space left on device'), 'registry_quota'],
    ['upload', 507, '', 'registry_quota'],
    ['ask', 429, api('TOOMANYREQUESTS', 'quota of pulls'), 'registry_failed'],
    ['upload', 503, page, 'registry_failed'],
    ['upload', 408, '', 'registry_failed'],
    ['ask', 405, '', 'registry_unsupported'],
    ['begin', 307, '', 'registry_unsupported'],
  ] as const)('maps in the step %s the status %i %s to %s', (step, statusCode, body, code) => {
    expect(answerFailure('r.example.com', 'the upload', step, { statusCode, headers: {}, body }, []).code).toBe(code);
  });

  it.each([
    ['7', 7000],
    [new Date(Date.UTC(2026, 0, 1, 0, 0, 9)).toUTCString(), 9000],
    [new Date(Date.UTC(2025, 0, 1)).toUTCString(), 0],
    ['soon', 0],
    [undefined, 0],
  ])('reads Retry-After %s as %i ms', (header, ms) => {
    expect(retryAfterMs(header, Date.UTC(2026, 0, 1))).toBe(ms);
  });

  it('quotes the registry in one sentence, without secrets', () => {
    const body = JSON.stringify({ errors: [{ code: 'DENIED', message: 'no\nway for hunter2.' }] });
    const answer = { statusCode: 403, headers: {}, body };
    const { message } = answerFailure('r.example.com', 'the upload of a layer to a/b', 'upload', answer, ['hunter2']);
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
  ])('maps %s to %s, also as a cause', (code, expected) => {
    expect(connectionFailure('r', withCode(code), signal).code).toBe(expected);
    expect(connectionFailure('r', new TypeError('fetch failed', { cause: withCode(code) }), signal).code).toBe(
      expected,
    );
  });

  it('is cancelled once the signal is aborted', () => {
    expect(connectionFailure('r', withCode('ECONNRESET'), AbortSignal.abort()).code).toBe('cancelled');
  });
});
