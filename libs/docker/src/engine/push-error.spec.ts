import { describe, expect, it } from '@jest/globals';
import { pushError } from './push-error.js';

describe('pushError', () => {
  it.each([
    ['Get "https://10.0.0.7:5000/v2/": http: server gave HTTP response to HTTPS client', 'registry_insecure'],
    ['Get "https://r/v2/": x509: certificate signed by unknown authority', 'registry_untrusted'],
    ['Get "https://r/v2/": tls: failed to verify certificate: x509: certificate has expired', 'registry_untrusted'],
    [
      'denied: adding 1.0 GiB of storage resource, which when updated will exceed the configured upper limit',
      'registry_quota',
    ],
    ['denied: quota exceeded', 'registry_quota'],
    ['unauthorized: authentication required', 'registry_unauthorized'],
    ['no basic auth credentials', 'registry_unauthorized'],
    ['Head "https://r/v2/a/blobs/x": unauthorized: incorrect username or password', 'registry_unauthorized'],
    ['denied: requested access to the resource is denied', 'registry_denied'],
    ['push access denied, repository does not exist or may require authorization', 'registry_denied'],
    ["name unknown: The repository with name 'a' does not exist in the registry", 'registry_repository_missing'],
    ["name unknown: The repository with name 'quota/policy' does not exist", 'registry_repository_missing'],
    [
      "tag invalid: The image tag 'v1' already exists in the 'r' repository and cannot be overwritten because the repository is immutable.",
      'registry_tag_immutable',
    ],
    ["unknown: Failed to process request due to 'a:v1' configured as immutable.", 'registry_tag_immutable'],
    ['denied: The system is in read only mode. Any modification is prohibited.', 'registry_read_only'],
    ['unsupported: The operation is unsupported.', 'registry_read_only'],
    ['denied: The image is not signed in Notary.', 'registry_policy'],
    ['unexpected status from PUT request to http://r/v2/a/manifests/v1: 412 Precondition Failed', 'registry_policy'],
    ['manifest invalid: manifest invalid', 'registry_manifest_invalid'],
    [
      "error parsing HTTP 413 response body: invalid character '<' looking for beginning of value",
      'registry_body_limit',
    ],
    ["error parsing HTTP 409 response body: invalid character '<' looking for beginning of value", 'registry_refused'],
    ['toomanyrequests: the quota of pulls', 'registry_failed'],
    ['unexpected status from PUT request: 403 Forbidden', 'registry_denied'],
    ['received unexpected HTTP status: 503 Service Unavailable', 'registry_failed'],
    ['unexpected status code 500', 'registry_failed'],
    ['toomanyrequests: too many requests', 'registry_failed'],
    ['blob upload unknown', 'registry_failed'],
    ['Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused', 'registry_unreachable'],
    ['dial tcp: lookup r on 10.0.0.2:53: no such host', 'registry_unreachable'],
    ['Patch "http://r/v2/a/blobs/uploads/x": EOF', 'registry_unreachable'],
    ['Put "https://r/v2/": net/http: TLS handshake timeout', 'registry_unreachable'],
    ['write tcp 127.0.0.1:1->127.0.0.1:5000: write: broken pipe', 'registry_unreachable'],
    ['read tcp 127.0.0.1:1: read: connection reset by peer', 'registry_unreachable'],
    ['An image does not exist locally with the tag: a/b', 'engine_failed'],
  ])('maps %s to %s', (text, code) => {
    expect(pushError(text, undefined)).toMatchObject({ code, message: `The push failed: ${text.replace(/\.$/, '')}.` });
  });

  it('is quick and short on any text', () => {
    expect(pushError('repository '.repeat(100_000), undefined).message.length).toBeLessThan(600);
  });
});
