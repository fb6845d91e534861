import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RegistryClient } from './registry-client.js';
import type { RegistryOptions } from './registry-transport.js';
import { Certificates } from './testing/certificates.js';
import { DockerRegistry } from './testing/docker-registry.js';
import { TokenServer } from './testing/token-server.js';

jest.setTimeout(120_000);

const PASSWORD = 'pass:word with "everything"';
const alice = { username: 'alice', password: PASSWORD };
const { signal } = new AbortController();

let certificates: Certificates;
const open: RegistryClient[] = [];

function clientFor(registry: DockerRegistry, options: Partial<RegistryOptions> = {}): RegistryClient {
  const client = new RegistryClient({ registry: registry.address, insecure: true, ...options });
  open.push(client);
  return client;
}

beforeAll(async () => {
  certificates = await Certificates.make();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});

afterAll(() => certificates.remove());

describe('a registry with a password file', () => {
  let registry: DockerRegistry;

  beforeAll(async () => {
    const file = join(certificates.directory, 'htpasswd');
    writeFileSync(file, execFileSync('htpasswd', ['-inB', '-C', '5', 'alice'], { input: PASSWORD }));
    registry = await DockerRegistry.start({ htpasswd: file });
  });

  afterAll(() => registry.stop());

  it('accepts the correct password', async () => {
    const client = clientFor(registry, { credentials: alice });
    const { digest } = await client.uploadBlob('a/b', [Buffer.from('x')], signal);
    expect(await client.headBlob('a/b', digest, signal)).toBe(1);
  });

  it.each([undefined, { username: 'alice', password: 'wrong' }, { identityToken: 'nonsense' }])(
    'refuses others (%#)',
    async (credentials) => {
      const asking = clientFor(registry, { credentials }).headManifest('a/b', 'latest', signal);
      await expect(asking).rejects.toMatchObject({ code: 'registry_unauthorized' });
    },
  );
});

describe('a registry with a token server', () => {
  let registry: DockerRegistry;
  let tokens: TokenServer;

  beforeAll(async () => {
    tokens = await TokenServer.start(certificates.certificate, certificates.key);
    const issued = { service: 'test service', issuer: 'test issuer', bundle: certificates.authority };
    registry = await DockerRegistry.start({ token: { realm: tokens.realm, ...issued } });
  });

  afterEach(() => {
    tokens.questions.length = 0;
    tokens.lifetime = 300;
    tokens.status = 200;
  });

  afterAll(async () => {
    await registry.stop();
    await tokens.stop();
  });

  it('exchanges a password for a token once, and reuses the token', async () => {
    const client = clientFor(registry, { credentials: alice });
    const { digest } = await client.uploadBlob('a/b', [Buffer.from('x')], signal);
    expect(await client.headBlob('a/b', digest, signal)).toBe(1);
    expect(tokens.questions).toHaveLength(1);
    const { method, authorization, parameters } = tokens.questions[0]!;
    expect(method).toBe('GET');
    expect(Buffer.from(authorization!.split(' ')[1]!, 'base64').toString()).toBe(`alice:${PASSWORD}`);
    expect(Object.fromEntries(parameters)).toEqual({ service: 'test service', scope: 'repository:a/b:pull,push' });
  });

  it('sends an identity token in a form', async () => {
    const client = clientFor(registry, { credentials: { identityToken: 'refresh me' } });
    expect(await client.headManifest('a/b', 'latest', signal)).toBeUndefined();
    const { method, authorization, parameters } = tokens.questions[0]!;
    expect([method, authorization]).toEqual(['POST', undefined]);
    expect(Object.fromEntries(parameters)).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'refresh me',
      scope: 'repository:a/b:pull,push',
    });
  });

  it('comes anonymously without credentials', async () => {
    expect(await clientFor(registry).headManifest('a/b', 'latest', signal)).toBeUndefined();
    expect(tokens.questions.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  it('requests access to both repositories of a mount', async () => {
    const client = clientFor(registry, { credentials: alice });
    const { digest } = await client.uploadBlob('from/here', [Buffer.from('y')], signal);
    expect(await client.mountBlob('to/there', digest, 'from/here', signal)).toBe(true);
    expect(tokens.questions[1]!.parameters.getAll('scope')).toEqual([
      'repository:to/there:pull,push',
      'repository:from/here:pull',
    ]);
  });

  it('renews an expired token in the middle of an upload', async () => {
    tokens.lifetime = -300;
    const client = clientFor(registry, { credentials: alice });
    function* content(): Generator<Buffer> {
      tokens.lifetime = 300;
      yield Buffer.alloc(20 * 2 ** 20, 1);
    }
    await expect(client.headManifest('a/b', 'latest', signal)).rejects.toMatchObject({ code: 'registry_unauthorized' });
    const { size } = await client.uploadBlob('a/b', content(), signal);
    expect(size).toBe(20 * 2 ** 20);
  });

  it.each([
    [401, 'registry_unauthorized'],
    [403, 'registry_denied'],
    [503, 'registry_failed'],
  ])('maps the token server’s %i to %s', async (status, code) => {
    tokens.status = status;
    const asking = clientFor(registry, { credentials: alice }).headManifest('a/b', 'latest', signal);
    await expect(asking).rejects.toMatchObject({ code, message: expect.not.stringContaining(PASSWORD) as unknown });
  });
});

describe('a registry with a certificate of a private authority', () => {
  let registry: DockerRegistry;
  let certificatesDirectory: string;

  beforeAll(async () => {
    registry = await DockerRegistry.start({ tls: { certificate: certificates.certificate, key: certificates.key } });
    certificatesDirectory = join(certificates.directory, 'certs.d');
    execFileSync('mkdir', ['-p', join(certificatesDirectory, registry.address)]);
    execFileSync('cp', [certificates.authority, join(certificatesDirectory, registry.address, 'ca.crt')]);
  });

  afterAll(() => registry.stop());

  it('is trusted with the authority in certs.d', async () => {
    const client = clientFor(registry, { insecure: false, certificatesDirectory });
    expect(await client.headManifest('a/b', 'latest', signal)).toBeUndefined();
  });

  it('is trusted with an authority of the runtime', async () => {
    const certificatesOfRuntime = { authorities: [readFileSync(certificates.authority, 'utf8')] };
    const client = clientFor(registry, { insecure: false, certificates: certificatesOfRuntime });
    expect(await client.headManifest('a/b', 'latest', signal)).toBeUndefined();
  });

  it('is not trusted without', async () => {
    const asking = clientFor(registry, { insecure: false }).headManifest('a/b', 'latest', signal);
    await expect(asking).rejects.toMatchObject({ code: 'registry_untrusted' });
  });

  it('is taken as it is when it is an insecure one', async () => {
    expect(await clientFor(registry).headManifest('a/b', 'latest', signal)).toBeUndefined();
  });
});

describe('a registry without HTTPS', () => {
  it('is refused unless it is an insecure one', async () => {
    const registry = await DockerRegistry.start();
    try {
      const asking = clientFor(registry, { insecure: false }).headManifest('a/b', 'latest', signal);
      await expect(asking).rejects.toMatchObject({ code: 'registry_insecure' });
    } finally {
      await registry.stop();
    }
  });

  it('is unreachable once it is gone', async () => {
    const registry = await DockerRegistry.start();
    await registry.stop();
    const asking = clientFor(registry).headManifest('a/b', 'latest', signal);
    await expect(asking).rejects.toMatchObject({ code: 'registry_unreachable' });
  });
});
