import { describe, expect, it } from '@jest/globals';
import { redact } from '@image-factory/errors';
import { type CredentialSource, Keychain, secretsOf } from './keychain.js';
import { RequestCredentials } from './request-credentials.js';

const NODE = { username: 'node', password: 'login' };
const nodeLogin: CredentialSource = {
  find: (registry) => Promise.resolve(registry === 'registry.example.com' ? NODE : undefined),
};

describe('Keychain', () => {
  it('prefers the credentials of the request', async () => {
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

  it('is undefined if no source has credentials', async () => {
    await expect(new Keychain([new RequestCredentials({}), nodeLogin]).find('other')).resolves.toBeUndefined();
  });
});

describe('RequestCredentials', () => {
  it.each([
    [{ username: 'a', password: 'b', address: 'http://other.example.com/' }, 'registry_mismatch', 'other.example.com'],
    [{ username: 'a', password: 'b', address: 'other.example.com' }, 'registry_mismatch', 'registry.example.com'],
    [{ address: 'https://alice:secret@registry.example.com' }, 'invalid_request', 'hub_addr'],
    [{ address: '::' }, 'invalid_request', 'hub_addr'],
  ])('refuses %j with %s: %s', async (login, code, reason) => {
    const failure = expect.objectContaining({ code, message: expect.stringContaining(reason) });
    await expect(new RequestCredentials(login).find('registry.example.com')).rejects.toEqual(failure);
    await expect(new RequestCredentials(login).find('registry.example.com')).rejects.not.toThrow(/secret/);
  });

  it.each([
    { username: 'alice' },
    { password: 'secret' },
    { username: 'alice', password: '' },
    { username: 'alice', address: 'other.example.com' },
    { address: 'other.example.com' },
  ])('is undefined for %j', async (login) => {
    await expect(new RequestCredentials(login).find('registry.example.com')).resolves.toBeUndefined();
  });

  it.each([
    [{ username: 'alice' }, 'hub_pwd is missing'],
    [{ password: 'secret' }, 'hub_user is missing'],
    [{ username: '', password: 'secret' }, 'hub_user is missing'],
  ])('names the part that %j lacks if a complete login is required', (login, reason) => {
    const failure = expect.objectContaining({
      code: 'credentials_incomplete',
      message: expect.stringContaining(reason),
    });
    expect(() => new RequestCredentials(login).demandWhole()).toThrow(failure);
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

describe('secretsOf', () => {
  it('has a password as it is and as basic authentication sends it', () => {
    const basic = Buffer.from('alice:hunter22').toString('base64');
    expect(redact(`hunter22 ${basic} alice`, secretsOf({ username: 'alice', password: 'hunter22' }))).toBe(
      '*** *** alice',
    );
  });

  it('has an identity token', () => {
    expect(redact('token refresh-me', secretsOf({ identityToken: 'refresh-me' }))).toBe('token ***');
  });

  it('has nothing without credentials', () => {
    expect(secretsOf(undefined)).toEqual([]);
  });
});
