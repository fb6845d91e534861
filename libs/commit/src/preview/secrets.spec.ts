import { describe, expect, it } from '@jest/globals';
import { SecretPaths, secretVariables } from './secrets.js';

function found(...paths: string[]) {
  const secrets = new SecretPaths();
  paths.forEach((path) => secrets.look(path));
  return secrets.list();
}

describe('SecretPaths', () => {
  it.each([
    ['root/.ssh/known_hosts', '/root/.ssh/', 'credentials'],
    ['.aws/credentials', '/.aws/', 'credentials'],
    ['home/a/.config/gcloud/x/y', '/home/a/.config/gcloud/', 'credentials'],
    ['home/a/.git-credentials', '/home/a/.git-credentials', 'credentials'],
    ['root/.netrc', '/root/.netrc', 'credentials'],
    ['root/.docker/config.json', '/root/.docker/config.json', 'credentials'],
    ['root/.kube/config', '/root/.kube/config', 'credentials'],
    ['app/server.pem', '/app/server.pem', 'private_key'],
    ['tmp/id_rsa', '/tmp/id_rsa', 'private_key'],
    ['root/.bash_history', '/root/.bash_history', 'history'],
    ['root/.python_history', '/root/.python_history', 'history'],
    ['app/.env', '/app/.env', 'environment_file'],
    ['app/.env.production.local', '/app/.env.production.local', 'environment_file'],
  ])('finds %s', (path, reported, kind) =>
    expect(found(path)).toEqual({ paths: [{ path: reported, kind }], total: 1 }),
  );

  it.each([
    'root/.sshx/a',
    'root/notssh/.ssh',
    'root/docker/config.json',
    'tmp/id_rsa.pub',
    'usr/lib/python3/site-packages/certifi/cacert.pem',
    'etc/ssl/certs/ca.pem',
    'app/.env.example',
    'app/my.env',
    'root/bash_history.txt',
  ])('passes over %s', (path) => expect(found(path)).toEqual({ paths: [], total: 0 }));

  it('reports a directory once for all its files', () => {
    const { paths, total } = found('a/.ssh/config', 'a/.ssh/id_rsa', 'a/.ssh/keys/x.pem', 'a/.ssh0', 'b/.ssh/x');
    expect([paths.map(({ path }) => path), total]).toEqual([['/a/.ssh/', '/b/.ssh/'], 2]);
  });

  it('reports the first hundred, and the total', () => {
    const { paths, total } = found(...Array.from({ length: 1000 }, (_, index) => `keys/${index}.pem`));
    expect([paths.length, paths[0]?.path, total]).toEqual([100, '/keys/0.pem', 1000]);
  });
});

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
    const names = secretVariables([
      'DATABASE_URL=postgres://alice:hunter2@db/x',
      'CERTIFICATE=-----BEGIN RSA PRIVATE KEY-----\nhunter2',
      'HOMEPAGE=https://example.com:443/@alice',
      'TOKEN=hunter2=hunter2',
    ]);
    expect(names).toEqual(['DATABASE_URL', 'CERTIFICATE', 'TOKEN']);
  });

  it('does not report empty variables', () => {
    expect(secretVariables(['TOKEN=', 'SECRET'])).toEqual([]);
  });
});
