import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RegistryClient } from './registry-client.js';
import { ScriptedRegistry } from './testing/scripted-registry.js';

jest.setTimeout(60_000);

const { signal } = new AbortController();
const TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const MANIFESTS = /\/manifests\//;
const manifest = Buffer.from('{"schemaVersion":2}');
const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
const other = `sha256:${'0'.repeat(64)}`;
const credentials = { username: 'alice', password: 'secret' };

let registry: ScriptedRegistry;
let client: RegistryClient;

beforeEach(async () => {
  registry = await ScriptedRegistry.start();
  client = new RegistryClient({ registry: registry.address, insecure: true, credentials });
  await client.putManifest('a/b', 'v1', TYPE, manifest, signal);
  registry.reset();
});

afterEach(async () => {
  await client.close();
  await registry.stop();
});

function confirm(): ReturnType<RegistryClient['confirmManifest']> {
  return client.confirmManifest('a/b', 'v1', digest, signal);
}

describe('RegistryClient.confirmManifest', () => {
  it('accepts the answer to HEAD', async () => {
    expect(await confirm()).toBe('head');
    expect(registry.requests('GET', MANIFESTS)).toEqual([]);
  });

  it.each([400, 401, 403, 404, 405, 406, 501])('uses GET if HEAD is answered %i', async (status) => {
    registry.refuse('HEAD', MANIFESTS, status);
    expect(await confirm()).toBe('get');
  });

  it.each([undefined, 'sha512:1234', 'nonsense'])('uses GET if HEAD returns the digest %s', async (header) => {
    registry.script('HEAD', MANIFESTS, ({ usual }) => usual({ headers: { 'docker-content-digest': header } }));
    expect(await confirm()).toBe('get');
  });

  it('uses GET if HEAD fails repeatedly', async () => {
    registry.refuse('HEAD', MANIFESTS, 500);
    expect(await confirm()).toBe('get');
  });

  it.each([
    [405, 403],
    [403, 403],
    [400, 501],
  ])('relies on the push if HEAD is answered %i and GET %i', async (head, get) => {
    registry.refuse('HEAD', MANIFESTS, head).refuse('GET', MANIFESTS, get);
    expect(await confirm()).toBe('push');
  });

  it('does not rely on the push where the registry only fails', async () => {
    registry.refuse('HEAD', MANIFESTS, 405).refuse('GET', MANIFESTS, 503);
    await expect(confirm()).rejects.toMatchObject({ code: 'registry_failed' });
    registry.refuse('HEAD', MANIFESTS, 503).refuse('GET', MANIFESTS, 405);
    await expect(confirm()).rejects.toMatchObject({ code: 'registry_failed' });
  });

  it('fails where the registry shows another digest, by whichever answer', async () => {
    const named = { headers: { 'docker-content-digest': other } };
    registry.script('HEAD', MANIFESTS, ({ usual }) => usual(named));
    await expect(confirm()).rejects.toMatchObject({ code: 'push_unverified' });
    registry.reset();
    registry.refuse('HEAD', MANIFESTS, 405).script('GET', MANIFESTS, ({ response }) => response.end('{}'));
    await expect(confirm()).rejects.toMatchObject({ code: 'push_unverified' });
    registry.script('GET', MANIFESTS, ({ usual }) => usual(named));
    await expect(confirm()).rejects.toMatchObject({ code: 'push_unverified' });
    registry.reset();
    registry.script('PUT', MANIFESTS, ({ usual }) => usual(named));
    await expect(client.putManifest('a/b', 'v1', TYPE, manifest, signal)).rejects.toMatchObject({
      code: 'push_unverified',
    });
  });

  it.each([
    [404, 404],
    [404, 403],
  ])('fails if the registry returns no manifest: %i, %i', async (head, get) => {
    registry.refuse('HEAD', MANIFESTS, head).refuse('GET', MANIFESTS, get);
    await expect(confirm()).rejects.toMatchObject({ code: 'push_unverified' });
  });

  it.each([301, 302, 307, 308])('follows %i to another host without the login, its query as sent', async (status) => {
    await using target = await ScriptedRegistry.start();
    const mirror = new RegistryClient({ registry: target.address, insecure: true });
    await mirror.putManifest('a/b', 'v1', TYPE, manifest, signal);
    await mirror.close();
    const query = '?X-Signature=a%2Fb%2Bc~d+e&empty=';
    const redirect = (path: string): string => `http://${target.address}${path}${query}`;
    for (const method of ['GET', 'HEAD']) {
      registry.script(method, /^\/v2\//, ({ request, response }) => {
        const challenge = { 'www-authenticate': 'Basic realm="x"' };
        if (!request.headers.authorization && request.url !== '/v2/') response.writeHead(401, challenge).end();
        else response.writeHead(status, { location: redirect(request.url ?? '') }).end();
      });
    }
    const asking = new RegistryClient({ registry: registry.address, insecure: true, credentials });
    target.reset();
    try {
      expect(await asking.confirmManifest('a/b', 'v1', digest, signal)).toBe('head');
    } finally {
      await asking.close();
    }
    expect(target.requests('HEAD').map(({ url }) => url)).toEqual([`/v2/a/b/manifests/v1${query}`]);
    expect(target.seen.filter(({ headers }) => headers.authorization)).toEqual([]);
  });

  it.each([404, 403, 301])('does without a root that answers %i', async (status) => {
    registry.refuse('GET', /^\/v2\/$/, status, '', { location: '/v2/' });
    const asking = new RegistryClient({ registry: registry.address, insecure: true });
    try {
      expect(await asking.confirmManifest('a/b', 'v1', digest, signal)).toBe('head');
    } finally {
      await asking.close();
    }
  });
});
