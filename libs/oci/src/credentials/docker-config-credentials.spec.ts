import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { containersAuthFiles, DockerConfigCredentials, dockerConfigFile } from './docker-config-credentials.js';

const HUB = 'https://index.docker.io/v1/';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A credential helper that answers by server and records its calls. */
const HELPER = `#!/bin/sh
read -r server
echo "$* $server" >> "$0.calls"
case "$server" in
  known.example.com) echo '{"ServerURL":"known.example.com","Username":"helped","Secret":"sesame"}' ;;
  token.example.com) echo '{"ServerURL":"token.example.com","Username":"<token>","Secret":"refresh"}' ;;
  ${HUB}) echo '{"Username":"hubber","Secret":"sesame"}' ;;
  broken.example.com) echo 'the secret is sesame'; exit 3 ;;
  garbage.example.com) echo 'sesame' ;;
  slow.example.com) sleep 60 ;;
  *) echo 'credentials not found in native keychain'; exit 1 ;;
esac
`;

describe('DockerConfigCredentials', () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docker-config-'));
    file = join(folder, 'config.json');
    for (const name of ['one', 'two'])
      await writeFile(join(folder, `docker-credential-${name}`), HELPER, { mode: 0o755 });
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function find(config: unknown, registry: string, timeout = 10_000): Promise<unknown> {
    await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config));
    return new DockerConfigCredentials(file, { folder, timeout }).find(registry);
  }

  describe('logins in the file', () => {
    it.each([
      ['a colon in the password', { auth: base64('alice:pa:ss') }, { username: 'alice', password: 'pa:ss' }],
      ['other characters', { auth: base64('älice:pä"ss') }, { username: 'älice', password: 'pä"ss' }],
      ['a padded password', { auth: base64('alice:secret\0\0') }, { username: 'alice', password: 'secret' }],
      ['fields of their own', { username: 'alice', password: 'secret' }, { username: 'alice', password: 'secret' }],
      ['an identity token', { auth: base64('alice:'), identitytoken: 'refresh' }, { identityToken: 'refresh' }],
      ['an empty entry', {}, undefined],
      ['a user without a password', { auth: base64('alice:') }, undefined],
    ])('accepts %s', async (_, entry, credentials) => {
      await expect(find({ auths: { 'registry.example.com': entry } }, 'registry.example.com')).resolves.toEqual(
        credentials,
      );
    });

    it.each([
      ['registry.example.com', 'registry.example.com'],
      ['https://registry.example.com', 'registry.example.com'],
      ['https://registry.example.com/v1/', 'registry.example.com'],
      ['http://Registry.example.com:5000/v2/', 'registry.example.com:5000'],
      [HUB, 'docker.io'],
      ['docker.io', 'docker.io'],
    ])('finds the key %s for %s', async (key, registry) => {
      const config = { auths: { 'other.example.com': { auth: base64('no:no') }, [key]: { auth: base64('a:b') } } };
      await expect(find(config, registry)).resolves.toEqual({ username: 'a', password: 'b' });
    });

    it("prefers the Docker CLI's own spelling", async () => {
      const relic = { auth: base64('old:old') };
      const auths = { 'https://index.docker.io/v1/access-token': relic, [HUB]: { auth: base64('new:new') } };
      await expect(find({ auths }, 'docker.io')).resolves.toEqual({ username: 'new', password: 'new' });
    });

    it.each([
      ['another port', { 'registry.example.com:5000': { auth: base64('a:b') } }],
      ['a longer host', { 'registry.example.com.evil.example': { auth: base64('a:b') } }],
      ['none', {}],
    ])('ignores those of %s', async (_, auths) => {
      await expect(find({ auths }, 'registry.example.com')).resolves.toBeUndefined();
    });

    it('reads a login that was added later', async () => {
      const credentials = new DockerConfigCredentials(file);
      await writeFile(file, '{}');
      await expect(credentials.find('registry.example.com')).resolves.toBeUndefined();
      await writeFile(file, JSON.stringify({ auths: { 'registry.example.com': { auth: base64('a:b') } } }));
      await expect(credentials.find('registry.example.com')).resolves.toEqual({ username: 'a', password: 'b' });
    });
  });

  describe('credential helpers', () => {
    it('queries the default helper for all registries', async () => {
      await expect(find({ credsStore: 'one' }, 'known.example.com')).resolves.toEqual({
        username: 'helped',
        password: 'sesame',
      });
    });

    it('queries Docker Hub by its URL', async () => {
      await expect(find({ credsStore: 'one' }, 'docker.io')).resolves.toEqual({
        username: 'hubber',
        password: 'sesame',
      });
    });

    it('prefers the one for the registry to the one for all, and both to the file', async () => {
      const config = {
        auths: { 'known.example.com': { auth: base64('file:file') } },
        credHelpers: { 'known.example.com': 'two' },
        credsStore: 'missing',
      };
      await expect(find(config, 'known.example.com')).resolves.toEqual({ username: 'helped', password: 'sesame' });
      await expect(readFile(join(folder, 'docker-credential-two.calls'), 'utf8')).resolves.toBe(
        'get known.example.com\n',
      );
    });

    it('accepts an identity token', async () => {
      await expect(find({ credsStore: 'one' }, 'token.example.com')).resolves.toEqual({ identityToken: 'refresh' });
    });

    it('falls back to the file if the helper has none', async () => {
      const config = { credsStore: 'one', auths: { 'other.example.com': { auth: base64('a:b') } } };
      await expect(find(config, 'other.example.com')).resolves.toEqual({ username: 'a', password: 'b' });
      await expect(find(config, 'unknown.example.com')).resolves.toBeUndefined();
    });

    it.each([
      ['one', 'broken.example.com', 'docker-credential-one ended with 3'],
      ['one', 'garbage.example.com', 'did not answer with JSON'],
      ['missing', 'known.example.com', 'docker-credential-missing cannot be started (ENOENT)'],
      ['../one', 'known.example.com', 'name of a credential helper is not valid'],
    ])('reports that %s fails for %s', async (credsStore, registry, reason) => {
      const failure = { code: 'credentials_unreadable', message: expect.stringContaining(reason) };
      await expect(find({ credsStore }, registry)).rejects.toMatchObject(failure);
      await expect(find({ credsStore }, registry)).rejects.not.toThrow(/sesame/);
    });

    it('does not wait for one that hangs', async () => {
      await expect(find({ credsStore: 'one' }, 'slow.example.com', 200)).rejects.toThrow('took too long');
    });
  });

  describe('the file itself', () => {
    it('may be missing', async () => {
      await expect(new DockerConfigCredentials(join(folder, 'none.json')).find('a.example')).resolves.toBeUndefined();
      await expect(new DockerConfigCredentials(join(file, 'none.json')).find('a.example')).resolves.toBeUndefined();
    });

    it('must be readable', async () => {
      const path = join(folder, 'directory');
      await mkdir(path);
      await expect(new DockerConfigCredentials(path).find('a.example')).rejects.toMatchObject({
        code: 'credentials_unreadable',
        message: expect.stringContaining(path),
      });
    });

    it.each([
      ['{"auths": sesame', 'not a JSON object'],
      ['[]', 'not a JSON object'],
      ['{"auths": ["sesame"]}', '"auths" is not an object'],
      ['{"auths": {"a.example": "sesame"}}', 'the entry of "a.example" in "auths"'],
      [`{"auths": {"a.example": {"auth": "${base64('sesame')}"}}}`, 'the entry of "a.example" in "auths"'],
      ['{"credHelpers": {"a.example": 1}}', 'the entry of "a.example" in "credHelpers"'],
      ['{"credsStore": {}}', '"credsStore" is not a text'],
    ])('is named when it is malformed, its content is not: %s', async (config, reason) => {
      const failure = { code: 'credentials_unreadable', message: expect.stringContaining(reason) };
      await expect(find(config, 'a.example')).rejects.toMatchObject(failure);
      await expect(find(config, 'a.example')).rejects.toThrow(file);
      await expect(find(config, 'a.example')).rejects.not.toThrow(/sesame|c2VzYW1l/);
    });

    it('treats null as absent', async () => {
      await expect(find({ auths: null, credHelpers: null, credsStore: null }, 'a.example')).resolves.toBeUndefined();
    });

    it('is read from the folder in DOCKER_CONFIG', () => {
      expect(dockerConfigFile('/etc/login')).toBe('/etc/login/config.json');
      expect(dockerConfigFile(undefined)).toMatch(/\/\.docker\/config\.json$/);
      expect(dockerConfigFile('')).toMatch(/\/\.docker\/config\.json$/);
    });

    it('is that of podman login, too, in its usual files or in REGISTRY_AUTH_FILE', () => {
      const uid = process.getuid?.();
      expect(containersAuthFiles('/etc/auth.json')).toEqual(['/etc/auth.json']);
      for (const none of [undefined, '']) {
        expect(containersAuthFiles(none)).toEqual([
          `/run/user/${uid}/containers/auth.json`,
          `/run/containers/${uid}/auth.json`,
          expect.stringMatching(/\/\.config\/containers\/auth\.json$/),
        ]);
      }
    });
  });
});
