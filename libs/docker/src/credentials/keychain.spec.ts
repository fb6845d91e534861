import { describe, expect, it } from '@jest/globals';
import type { CredentialSource } from './credential-source.port.js';
import { Keychain } from './keychain.js';
import { RequestCredentials } from './request-credentials.js';

const NODE = { username: 'node', password: 'login' };
const nodeLogin: CredentialSource = {
  find: (registry) => Promise.resolve(registry === 'registry.example.com' ? NODE : undefined),
};

describe('Keychain', () => {
  it('prefers what came with the request', async () => {
    const request = new RequestCredentials({ username: 'alice', password: 'secret' });
    await expect(new Keychain([request, nodeLogin]).find('registry.example.com')).resolves.toEqual({
      username: 'alice',
      password: 'secret',
    });
  });

  it('falls back to the node', async () => {
    const request = new RequestCredentials({ address: 'https://registry.example.com/v2/' });
    await expect(new Keychain([request, nodeLogin]).find('registry.example.com')).resolves.toEqual(NODE);
  });

  it('knows nothing when no source does', async () => {
    await expect(new Keychain([new RequestCredentials({}), nodeLogin]).find('other')).resolves.toBeUndefined();
  });
});

describe('RequestCredentials', () => {
  it.each([
    [{ username: 'alice' }, 'credentials_incomplete', 'hub_pwd is missing'],
    [{ password: 'secret' }, 'credentials_incomplete', 'hub_user is missing'],
    [{ username: 'alice', password: '' }, 'credentials_incomplete', 'hub_pwd is missing'],
    [{ address: 'other.example.com' }, 'registry_mismatch', 'other.example.com'],
    [{ address: 'other.example.com' }, 'registry_mismatch', 'registry.example.com'],
    [{ username: 'a', password: 'b', address: 'http://other.example.com/' }, 'registry_mismatch', 'other.example.com'],
    [{ address: 'https://alice:secret@registry.example.com' }, 'invalid_request', 'hub_addr'],
    [{ address: '::' }, 'invalid_request', 'hub_addr'],
  ])('refuses %j with %s: %s', async (login, code, reason) => {
    const failure = expect.objectContaining({ code, message: expect.stringContaining(reason) });
    await expect(new RequestCredentials(login).find('registry.example.com')).rejects.toEqual(failure);
    await expect(new RequestCredentials(login).find('registry.example.com')).rejects.not.toThrow(/secret/);
  });

  it.each(['registry.example.com', 'HTTPS://Registry.Example.com:443/v2/'])(
    'takes %s as the same registry',
    async (address) => {
      const login = { username: 'alice', password: 'secret', address };
      await expect(new RequestCredentials(login).find('registry.example.com')).resolves.toEqual({
        username: 'alice',
        password: 'secret',
      });
    },
  );
});
