import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ContainerdRegistryTrust } from './containerd-registry-trust.js';

describe('ContainerdRegistryTrust', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'certs.d-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: string): void => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const accessTo = (registry: string) => new ContainerdRegistryTrust({ registryConfigPath: folder }).accessTo(registry);

  it.each([
    ['localhost:5000', true],
    ['127.0.0.1:5000', true],
    ['[::1]:5000', true],
    ['registry.example.com', false],
    ['127.0.0.1.example.com', false],
  ])('reaches %s without settings as containerd does', async (registry, insecure) => {
    expect(await accessTo(registry)).toEqual({ insecure, proxies: undefined });
  });

  it.each([
    ['a server in plain HTTP', 'server = "http://r.example.com:5000"', true],
    ['a server in HTTPS', 'server = "https://r.example.com:5000"', false],
    ['a server that is not verified', 'skip_verify = true', true],
    ['a host in plain HTTP', '[host."http://r.example.com:5000"]\ncapabilities = ["pull", "resolve", "push"]', true],
    ['a host without a scheme', '[host."r.example.com:5000"]\nskip_verify = true', true],
    ['a mirror in plain HTTP', '[host."http://mirror.example.com"]\ncapabilities = ["pull"]', false],
    [
      'a header',
      'server = "https://r.example.com:5000"\n[host."https://r.example.com:5000".header]\nx-a = ["b"]',
      false,
    ],
  ])('reads %s', async (_, text, insecure) => {
    write('r.example.com:5000/hosts.toml', text);
    expect(await accessTo('r.example.com:5000')).toMatchObject({ insecure });
  });

  it('reads the default port, Docker Hub, folders without colons and the settings of all others', async () => {
    write('r.example.com/hosts.toml', 'server = "http://r.example.com:80"');
    write('docker.io/hosts.toml', '[host."https://registry-1.docker.io"]\nskip_verify = true');
    write('odd.example.com_5000_/hosts.toml', 'server = "http://odd.example.com:5000"');
    write('_default/hosts.toml', 'skip_verify = true');
    for (const registry of ['r.example.com', 'docker.io', 'odd.example.com:5000', 'any.example.com']) {
      expect(await accessTo(registry)).toMatchObject({ insecure: true });
    }
  });

  it('reads certificates of the registry, by paths that may be relative', async () => {
    write('r.example.com/hosts.toml', `ca = ["ca.pem", "${join(folder, 'more.pem')}"]\nclient = [["c.pem", "k.pem"]]`);
    for (const name of ['r.example.com/ca.pem', 'more.pem', 'r.example.com/c.pem', 'r.example.com/k.pem']) {
      write(name, name);
    }
    expect(await accessTo('r.example.com')).toEqual({
      insecure: false,
      isSpecific: true,
      mirrors: [],
      certificates: {
        authorities: ['r.example.com/ca.pem', 'more.pem'],
        certificate: 'r.example.com/c.pem',
        key: 'r.example.com/k.pem',
      },
    });
    write('both.example.com/hosts.toml', 'ca = "ca.pem"\nclient = "both.pem"');
    write('both.example.com/ca.pem', 'authority');
    write('both.example.com/both.pem', 'both');
    expect((await accessTo('both.example.com')).certificates).toEqual({
      authorities: ['authority'],
      certificate: 'both',
      key: 'both',
    });
  });

  it('names the mirrors, in their order, with what each of them needs', async () => {
    const text = [
      'server = "https://r.example.com"',
      '[host."https://first.example.com:5000"]',
      'capabilities = ["pull", "resolve"]',
      'ca = "first.pem"',
      '[host."http://second.example.com"]',
      '[host."https://proxy.example.com/v2/hub"]',
      'override_path = true',
      'skip_verify = true',
      '[host."https://r.example.com"]',
      '[host."https://resolves-only.example.com"]',
      'capabilities = ["resolve"]',
      '[host."https://elsewhere.example.com/odd"]',
    ];
    write('r.example.com/hosts.toml', text.join('\n'));
    write('r.example.com/first.pem', 'first');
    const { mirrors, certificates } = await accessTo('r.example.com');
    const namespace = 'r.example.com';
    expect(mirrors).toEqual([
      { registry: 'first.example.com:5000', insecure: false, certificates: { authorities: ['first'] }, namespace },
      { registry: 'second.example.com', insecure: true, certificates: { authorities: [] }, namespace },
      {
        registry: 'proxy.example.com',
        insecure: true,
        certificates: { authorities: [] },
        namespace,
        repositoryPrefix: 'hub/',
      },
    ]);
    expect(certificates).toEqual({ authorities: [] });
  });

  it('uses the certificates of a mirror only for that mirror', async () => {
    write('r.example.com/hosts.toml', '[host."https://mirror.example.com"]\nca = "mirror.pem"');
    write('r.example.com/mirror.pem', 'mirror');
    expect((await accessTo('r.example.com')).certificates).toEqual({ authorities: [] });
  });

  it('leaves out a mirror whose certificate is missing', async () => {
    write('r.example.com/hosts.toml', '[host."https://mirror.example.com"]\nca = "none.pem"');
    expect((await accessTo('r.example.com')).mirrors).toEqual([]);
  });

  it('reads a folder in the form of Docker', async () => {
    for (const name of ['a.crt', 'b.cert', 'b.key']) write(`r.example.com/${name}`, name);
    expect((await accessTo('r.example.com')).certificates).toEqual({
      authorities: ['a.crt'],
      certificate: 'b.cert',
      key: 'b.key',
    });
  });

  it.each([
    ['no TOML', 'server = '],
    ['another type', 'server = 5'],
    ['no address', 'server = "http://"'],
    ['a missing file', 'ca = "none.pem"'],
  ])('refuses a hosts.toml with %s', async (_, text) => {
    write('r.example.com/hosts.toml', text);
    await expect(accessTo('r.example.com')).rejects.toMatchObject({
      code: 'registry_untrusted',
      message: expect.stringContaining(join(folder, 'r.example.com')),
    });
  });

  it('searches several folders', async () => {
    write('second/r.example.com/hosts.toml', 'server = "http://r.example.com"');
    const registryConfigPath = `${join(folder, 'first')}:${join(folder, 'second')}`;
    const proxies = { httpProxy: 'http://proxy.example.com:3128' };
    const trust = new ContainerdRegistryTrust({ registryConfigPath, proxies });
    expect(await trust.accessTo('r.example.com')).toMatchObject({ insecure: true, proxies });
  });
});
