import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FactoryError } from '@image-factory/errors';
import { RegistryClient } from './registry-client.js';
import { NEVER_ANSWER, type Script, ScriptedRegistry } from './testing/scripted-registry.js';

jest.setTimeout(60_000);

const MIB = 2 ** 20;
const UPLOADS = /\/blobs\/uploads\//;
const { signal } = new AbortController();

/** Three chunks; the last one is short. */
const content = randomBytes(18 * MIB);

let registry: ScriptedRegistry;
let client: RegistryClient;

beforeEach(async () => {
  registry = await ScriptedRegistry.start();
  client = new RegistryClient({ registry: registry.address, insecure: true });
});

afterEach(async () => {
  await client.close();
  await registry.stop();
});

function upload(given: AbortSignal = signal): ReturnType<RegistryClient['uploadBlob']> {
  return client.uploadBlob('a/b', [content], given);
}

function sentBytes(): number {
  return registry.seen.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The default response to a PATCH with another range. */
function range(text: string | undefined | ((count: number) => string)): Script {
  return ({ count, usual }) => usual({ headers: { range: typeof text === 'function' ? text(count) : text } });
}

describe('BlobUpload, for any answer of the registry to a PATCH', () => {
  it.each([
    ['does not move', range(`0-${8 * MIB - 1}`)],
    ['stays at nothing', range('0-0')],
    ['goes backwards', range((count) => (count === 1 ? `0-${8 * MIB - 1}` : '0-1000'))],
    ['jumps ahead', range('0-99999999999999')],
    ['is garbage', range('bytes and more')],
    ['is missing', range(undefined)],
  ])('sends the layer once if the range %s, and verifies it by the digest', async (_name, script) => {
    registry.script('PATCH', UPLOADS, script);
    const { digest } = await upload();
    expect(registry.blob(digest)?.equals(content)).toBe(true);
    expect(sentBytes()).toBe(content.length);
  });

  it('stops where the range creeps on', async () => {
    registry.script(
      'PATCH',
      UPLOADS,
      range((count) => `0-${count * 1000}`),
    );
    await expect(upload()).rejects.toMatchObject({ code: 'registry_upload_refused' });
    expect(sentBytes()).toBeLessThanOrEqual(8 * 8 * MIB);
  });

  it('stops where the registry breaks every connection and answers the same position for ever', async () => {
    registry.script('PATCH', UPLOADS, ({ request, count, usual }) =>
      count === 1 ? usual() : request.socket.destroy(),
    );
    await expect(upload()).rejects.toMatchObject({ code: 'registry_unreachable' });
    expect(registry.requests('PATCH')).toHaveLength(7);
  });

  it('fails where the registry has lost content, for the digest proves it', async () => {
    registry.script('PATCH', UPLOADS, async ({ request, usual, count }) => {
      if (count === 2) request.url = request.url?.replace(/uploads\/[^?]+/, 'uploads/nowhere');
      await usual({ status: 202 });
    });
    await expect(upload()).rejects.toMatchObject({ code: 'registry_upload_refused' });
    expect(registry.requests('PATCH')).toHaveLength(3);
  });

  it.each([200, 201, 202, 204])('accepts %i as success, also in the other steps', async (status) => {
    const begun = status === 204 ? 202 : status;
    registry
      .script('POST', UPLOADS, ({ usual }) => usual({ status: begun }))
      .script('PATCH', UPLOADS, ({ usual }) => usual({ status }))
      .script('PUT', UPLOADS, ({ usual }) => usual({ status }))
      .script('PUT', /manifests/, ({ usual }) => usual({ status }));
    const { digest } = await upload();
    expect(registry.blob(digest)?.equals(content)).toBe(true);
    await client.putManifest('a/b', 'v1', 'application/json', Buffer.from('{}'), signal);
    expect(registry.requests('PUT')).toHaveLength(2);
  });

  it.each([400, 404, 405, 411, 416, 501])('fails at once after %i, without further requests', async (status) => {
    registry.refuse('PATCH', UPLOADS, status, '<html>');
    await expect(upload()).rejects.toMatchObject({ code: 'registry_upload_refused' });
    await client.close();
    expect(registry.seen.map(({ method }) => method)).toEqual(['GET', 'POST', 'PATCH', 'DELETE']);
  });

  it.each([
    [412, 'registry_policy'],
    [409, 'registry_refused'],
    [405, 'registry_read_only'],
    [400, 'registry_refused'],
    [403, 'registry_denied'],
    [413, 'registry_body_limit'],
  ])('ends at once after a POST that is answered %i', async (status, code) => {
    registry.refuse('POST', UPLOADS, status);
    await expect(upload()).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) as unknown });
    expect(registry.requests('POST')).toHaveLength(1);
  });

  it.each([
    ['seconds', () => '2'],
    ['a date', () => new Date(Date.now() + 2_900).toUTCString()],
  ])('honours Retry-After in %s', async (_name, header) => {
    registry.script('PATCH', UPLOADS, ({ response, count, usual }) =>
      count > 1 ? usual() : response.writeHead(429, { 'retry-after': header() }).end(),
    );
    const from = Date.now();
    await upload();
    expect(Date.now() - from).toBeGreaterThan(1_500);
    expect(registry.requests('PATCH')).toHaveLength(4);
  });

  it('bounds the delay of a Retry-After of hours', async () => {
    registry.refuse('PATCH', UPLOADS, 503, '', { 'retry-after': '86400' });
    await expect(upload()).rejects.toMatchObject({ code: 'registry_failed', retryAfterMs: 86_400_000 });
    expect(registry.requests('PATCH')).toHaveLength(1);
  });

  it('does not wait for the body of an answer whose headers suffice', async () => {
    registry.script('PATCH', UPLOADS, ({ usual }) => usual({ headers: { 'content-length': '10' } }));
    const { digest } = await upload();
    expect(registry.blob(digest)?.equals(content)).toBe(true);
  });

  it('keeps the query of a Location as it was sent', async () => {
    await upload();
    for (const { url } of [...registry.requests('PATCH'), ...registry.requests('PUT')]) {
      expect(url).toMatch(/\?_state=a%2Fb~c(&digest=sha256%3A\w+)?$/);
    }
  });

  it.each(['/loop', 'http://127.0.0.1:1/\\', 'ftp://127.0.0.1/x', 'http://['])(
    'ends where the upload begins at %s',
    async (location) => {
      registry
        .script('POST', UPLOADS, ({ usual }) => usual({ headers: { location } }))
        .script('PATCH', /loop/, ({ response }) =>
          response.writeHead(307, { location: `/loop/${Math.random()}` }).end(),
        );
      await expect(upload()).rejects.toBeInstanceOf(FactoryError);
      // Where the connection breaks the upload begins again: each beginning has its own ten redirects.
      const begun = registry.requests('POST').length;
      expect(registry.requests('PATCH').length).toBeLessThanOrEqual(11 * begun);
      expect(begun).toBeLessThanOrEqual(6);
    },
  );

  it('ends at once when it is cancelled, without waiting for any answer', async () => {
    registry.script('PATCH', UPLOADS, NEVER_ANSWER).script('DELETE', UPLOADS, NEVER_ANSWER);
    const abort = new AbortController();
    const uploading = upload(abort.signal);
    uploading.catch(() => undefined);
    while (registry.requests('PATCH').length === 0) await sleep(10);
    const from = Date.now();
    abort.abort();
    await expect(uploading).rejects.toMatchObject({ code: 'cancelled' });
    expect(Date.now() - from).toBeLessThan(1_000);
    await client.close();
    expect(registry.requests('DELETE')).toHaveLength(1);
  });

  it('fails with the reason of the signal where that is a failure', async () => {
    registry.script('PATCH', UPLOADS, NEVER_ANSWER);
    const abort = new AbortController();
    const uploading = upload(abort.signal);
    abort.abort(new FactoryError('registry_slow', 'Too slow.'));
    await expect(uploading).rejects.toMatchObject({ code: 'registry_slow' });
  });
});

describe('a login that never ends', () => {
  it.each([
    ['refuses each token', ({ response }) => response.end('{"token":"x"}')],
    ['answers 401', ({ response }) => response.writeHead(401).end()],
    ['redirects to itself', ({ response }) => response.writeHead(302, { location: '/token' }).end()],
    [
      'sends without end',
      ({ response }) => {
        const more = (): void => {
          while (response.write(Buffer.alloc(MIB)));
          response.once('drain', more);
        };
        more();
      },
    ],
  ] as [string, Script][])('ends where the token server %s', async (_name, script) => {
    const challenge = { 'www-authenticate': `Bearer realm="http://${registry.address}/token",service="x"` };
    registry.refuse('GET', /^\/v2\//, 401, '', challenge).refuse('HEAD', /^\/v2\//, 401, '', challenge);
    registry.script('GET', /^\/token/, script);
    await expect(client.headManifest('a/b', 'v1', signal)).rejects.toBeInstanceOf(FactoryError);
    expect(registry.seen.length).toBeLessThan(10);
  });
});
