import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Libsql from 'libsql';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'command-line-'));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

afterAll(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, 'config.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Runs one of the commands until it exits. */
function run(name: string, args: readonly string[], environment: Record<string, string> = {}) {
  const main = join(root, 'dist', 'apps', name, 'main.js');
  const options = { cwd: folder, env: { PATH: process.env.PATH ?? '', ...environment } };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe.each(['shield', 'agent'])('%s', (name) => {
  it('--version prints the version', async () => {
    expect(await run(name, ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('--help prints the usage', async () => {
    const { code, stdout } = await run(name, ['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: ${name} [--config FILE]`);
  });

  it.each([['-version'], ['-help'], ['-h']])('accepts %s with one dash', async (option) => {
    expect(await run(name, [option])).toMatchObject({ code: 0, stdout: expect.stringContaining(version) });
  });

  it.each([
    ['-config FILE', (path: string) => ['-config', path]],
    ['-config=FILE', (path: string) => [`-config=${path}`]],
    ['--config=FILE', (path: string) => [`--config=${path}`]],
  ])('reads its configuration with %s', async (_, args) => {
    const { code, stderr } = await run(name, args(file({ log_level: 'loud', ...(name === 'agent' && address) })));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/log_level must be one of/)]);
  });

  it('logs its version, its configuration file and its database first, and no line of the framework', async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ofAgent = { ...address, state_dir: folder, docker_host: 'unix:///nowhere' };
    const settings = name === 'agent' ? ofAgent : { database_url: 'memory:' };
    const path = file({ port, ...settings });
    const { stdout } = await run(name, ['--config', path]);
    server.close();
    const lines = stdout.split('\n').filter(Boolean);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      msg: `${name} ${version} starts`,
      version,
      configuration: path,
      ...(name === 'shield' && { database: 'memory' }),
    });
    expect(stdout).not.toMatch(/NestFactory|InstanceLoader|RouterExplorer/);
  });

  it('names the port that is in use', async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const environment = { PORT: `${port}`, SHIELD_ADDRESS: address.shield_address, DATABASE_URL: 'memory:' };
    const { code, stderr } = await run(name, [], { ...environment, STATE_DIR: folder, DOCKER_HOST: 'unix:///nowhere' });
    server.close();
    expect([code, stderr]).toEqual([1, `${name}: Configuration: port ${port} is already in use.\n`]);
  });

  const address = { shield_address: 'http://127.0.0.1:9001' };

  it.each([
    ['an unknown option', ['--colour'], undefined, /--colour/],
    ['a file that is not there', ['--config', '/nowhere/config.json'], undefined, /\/nowhere\/config\.json/],
    ['half a JSON text', ['--config'], '{"port": ', /not valid JSON/],
    ['a list', ['--config'], [], /JSON object/],
    ['an unknown key', ['--config'], { ...address, prt: 1 }, /"prt"/],
    [
      'a port that is none',
      ['--config'],
      { ...address, port: '9301x' },
      /port must be an integer number; "9301x" is not/,
    ],
    ['a port out of range', ['--config'], { ...address, port: 70_000 }, /port/],
    ['an unknown log level', ['--config'], { ...address, log_level: 'loud' }, /log_level/],
  ])('ends with one sentence for %s', async (_, args, content, sentence) => {
    const known = name === 'shield' && content && !Array.isArray(content) && typeof content === 'object';
    const own = known
      ? Object.fromEntries(Object.entries(content).filter(([key]) => key !== 'shield_address'))
      : content;
    const { code, stdout, stderr } = await run(name, own === undefined ? args : [...args, file(own)]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('shield', () => {
  it.each([
    [{ DATABASE_URL: 'mysql://x' }, /database_url/],
    [{ MAX_COMMIT_EXIST_TIME: 'abc' }, /max_commit_exist_time must be an integer number; "abc" is not a number/],
    [{ MAX_COMMITS_PER_NODE: '0' }, /max_commits_per_node/],
    [{ DATABASE_URL: 'postgres://u:very-secret@127.0.0.1:1/x', SECRET_KEY: '0123456789abcdef' }, /database_url/],
  ])('ends with one sentence for %j', async (environment, sentence) => {
    const { code, stderr } = await run('shield', [], environment);
    expect(code).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain('very-secret');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('ends with one sentence for a database of a build before 1.0.0', async () => {
    const path = join(folder, 'old.db');
    const database = new Libsql(path);
    database.exec('create table kysely_migration (name text, timestamp text)');
    database.exec(
      `insert into kysely_migration values ('0001-commits-and-agents', ''), ('0002-progress-and-cancel', '')`,
    );
    database.close();
    const { code, stderr } = await run('shield', [], { DATABASE_URL: `sqlite:${path}` });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^shield: Configuration: .*old\.db .*delete it.*\n$/)]);
  });
});

describe('agent', () => {
  it.each([
    [{}, /shield_address is required/],
    [{ SHIELD_ADDRESS: 'nonsense' }, /shield_address/],
    [{ SHIELD_ADDRESS: 'http://127.0.0.1:9001', NODE_IP: '300.1.1.1' }, /node_ip/],
    [{ SHIELD_ADDRESS: 'http://127.0.0.1:9001', SAVE_MODE: 'fast' }, /save_mode/],
    [{ SHIELD_ADDRESS: 'http://127.0.0.1:9001', DOCKER_HOST: 'ftp://x' }, /docker_host/i],
  ])('ends with one sentence for %j', async (environment, sentence) => {
    const { code, stderr } = await run('agent', [], environment);
    expect(code).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
