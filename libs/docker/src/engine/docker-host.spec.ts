import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerHost } from './docker-host.js';

describe('DockerHost', () => {
  it.each([
    ['', 'unix:///var/run/docker.sock', '/var/run/docker.sock'],
    ['unix:///run/user/1000/docker.sock', 'unix:///run/user/1000/docker.sock', '/run/user/1000/docker.sock'],
  ])('reads the socket %j', (host, address, socketPath) => {
    expect(DockerHost.parse({ host })).toMatchObject({ address, socketPath, protocol: 'http', endpoint: undefined });
  });

  it.each([
    ['tcp://10.0.0.7', 'http', '10.0.0.7', 2375, '/'],
    ['tcp://10.0.0.7:4243', 'http', '10.0.0.7', 4243, '/'],
    ['10.0.0.7:4243', 'http', '10.0.0.7', 4243, '/'],
    ['tcp://10.0.0.7:80', 'http', '10.0.0.7', 80, '/'],
    ['http://engine', 'http', 'engine', 80, '/'],
    ['https://engine/docker', 'https', 'engine', 443, '/docker'],
    ['tcp://[::1]:2375', 'http', '::1', 2375, '/'],
  ])('reads the address %s', (host, protocol, hostname, port, path) => {
    expect(DockerHost.parse({ host })).toMatchObject({
      socketPath: undefined,
      protocol,
      endpoint: { hostname, port, path },
    });
  });

  it.each([
    ['unix://relative.sock', 'absolute path'],
    ['ssh://root@node', 'only unix://'],
    ['npipe:////./pipe/docker_engine', 'only unix://'],
    ['tcp://', 'not a URL'],
    ['tcp://host:port', 'not a URL'],
    ['tcp://host:99999', 'not a URL'],
    ['tcp://ho st', 'not a URL'],
    ['tcp://host?x=1', 'not a URL'],
    ['tcp://alice:secret@host', 'may not hold a login'],
  ])('refuses %s: %s', (host, reason) => {
    const parse = (): DockerHost => DockerHost.parse({ host });
    expect(parse).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    expect(parse).toThrow(/^docker_host ".*" cannot be used: .*\.$/);
    expect(parse).toThrow(reason);
    expect(parse).not.toThrow(/secret/);
  });

  describe('with TLS', () => {
    let certPath: string;

    beforeAll(async () => {
      certPath = await mkdtemp(join(tmpdir(), 'certificates-'));
    });
    afterAll(() => rm(certPath, { recursive: true }));

    it('reads the certificates that are there', async () => {
      await writeFile(join(certPath, 'ca.pem'), 'ca');
      const host = DockerHost.parse({ host: 'tcp://engine', tlsVerify: '1', certPath });
      expect(host).toMatchObject({ address: 'tcp://engine:2376', protocol: 'https' });
      expect(host.certificates).toEqual({ ca: Buffer.from('ca'), cert: undefined, key: undefined });

      await writeFile(join(certPath, 'cert.pem'), 'cert');
      expect(() => DockerHost.parse({ host: 'tcp://engine', tlsVerify: '1', certPath })).toThrow(
        'both cert.pem and key.pem',
      );

      await writeFile(join(certPath, 'key.pem'), 'key');
      expect(DockerHost.parse({ host: 'https://engine', certPath }).certificates.key).toEqual(Buffer.from('key'));
    });

    it('names a folder that holds none', () => {
      const parse = (): DockerHost => DockerHost.parse({ host: 'tcp://engine', tlsVerify: '1', certPath: '/nowhere' });
      expect(parse).toThrow('docker_cert_path /nowhere');
    });

    it('reads none without DOCKER_TLS_VERIFY', () => {
      expect(DockerHost.parse({ host: 'tcp://engine', certPath: '/nowhere' })).toMatchObject({ protocol: 'http' });
    });
  });
});
