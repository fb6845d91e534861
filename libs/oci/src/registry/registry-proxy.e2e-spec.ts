import { randomBytes } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { RegistryClient } from './registry-client.js';
import { Certificates } from './testing/certificates.js';
import { DockerRegistry } from './testing/docker-registry.js';
import { HttpProxy } from './testing/http-proxy.js';
import { ScriptedRegistry } from './testing/scripted-registry.js';

jest.setTimeout(60_000);

const { signal } = new AbortController();
const content = randomBytes(10 * 2 ** 20);

async function push(proxy: HttpProxy, login = ''): Promise<void> {
  const url = `http://${login}${proxy.address}`;
  const proxies = { httpProxy: url, httpsProxy: url };
  const client = new RegistryClient({ registry: 'registry.test:5000', insecure: true, proxies });
  try {
    const { digest } = await client.uploadBlob('a/b', [content], signal);
    expect(await client.headBlob('a/b', digest, signal)).toBe(content.length);
  } finally {
    await client.close();
  }
}

describe('a registry behind an HTTP proxy', () => {
  it.each([true, false])('is reached in plain HTTP, where the proxy refuses tunnels: %s', async (refusesTunnels) => {
    await using registry = await ScriptedRegistry.start();
    await using proxy = await HttpProxy.start(registry.address, { refusesTunnels });
    await push(proxy, 'user:pass%20word@');
    expect(proxy.asked[0]).toBe('CONNECT registry.test:5000');
    expect(proxy.asked).toContain('GET http://registry.test:5000/v2/');
    expect(proxy.asked.filter((line) => line.startsWith('CONNECT'))).toHaveLength(1);
    expect(new Set(proxy.logins)).toEqual(new Set([`Basic ${Buffer.from('user:pass word').toString('base64')}`]));
  });

  it('is reached through a tunnel in HTTPS', async () => {
    const certificates = await Certificates.make();
    const { certificate, key } = certificates;
    const registry = await DockerRegistry.start({ tls: { certificate, key } });
    try {
      await using proxy = await HttpProxy.start(registry.address);
      await push(proxy);
      expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT registry.test:5000']));
    } finally {
      await registry.stop();
      await certificates.remove();
    }
  });
});
