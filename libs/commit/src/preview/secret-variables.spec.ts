import { describe, expect, it } from '@jest/globals';
import { secretVariables } from './secret-variables.js';

describe('secretVariables', () => {
  it.each([
    'GITHUB_TOKEN',
    'HF_TOKENS',
    'dbPassword',
    'DB_PASS',
    'DB_PWD',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_ACCESS_KEY_ID',
    'OPENAI_API_KEY',
    'APIKEY',
    'app.secret',
    'GOOGLE_CREDENTIALS',
    'BASIC_AUTH',
  ])('reports %s', (name) => expect(secretVariables([`${name}=x`])).toEqual([name]));

  it.each([
    'PATH',
    'PWD',
    'OLDPWD',
    'GPG_KEY',
    'TOKENIZERS_PARALLELISM',
    'KEYBOARD',
    'SSH_PUBLIC_KEY',
    'PASSENGERS',
    'AUTHOR',
  ])('does not report %s', (name) => expect(secretVariables([`${name}=x`])).toEqual([]));

  it('reports logins in addresses and keys by their values, never the values', () => {
    const told = secretVariables([
      'DATABASE_URL=postgres://alice:hunter2@db/x',
      'CERTIFICATE=-----BEGIN RSA PRIVATE KEY-----\nhunter2',
      'HOMEPAGE=https://example.com:443/@alice',
      'TOKEN=hunter2=hunter2',
    ]);
    expect(told).toEqual(['DATABASE_URL', 'CERTIFICATE', 'TOKEN']);
  });

  it('does not report empty variables', () => {
    expect(secretVariables(['TOKEN=', 'SECRET'])).toEqual([]);
  });
});
