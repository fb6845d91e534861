import { describe, expect, it } from '@jest/globals';
import { runFactory } from './program.js';
import { aCommit } from './testing/a-commit.js';
import { body, FakeShield } from './testing/fake-shield.js';
import { TestTerminal } from './testing/test-terminal.js';

/** A port without a listener. */
const NO_SHIELD = { FACTORY_SHIELD: 'http://127.0.0.1:1' };

async function run(line: string, environment: Record<string, string> = NO_SHIELD, input?: string) {
  const terminal = new TestTerminal(input);
  const code = await runFactory(line.split(' ').filter(Boolean), terminal, environment);
  return { code, stdout: terminal.stdout.text, stderr: terminal.stderr.text };
}

describe('factory', () => {
  it.each(['--help', 'save --help', 'ls --help'])('%s prints the usage', async (line) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Usage: factory ');
    expect(stdout).toContain('--shield <address>');
    expect(stdout).not.toMatch(/--token(?!-file)|--password(?!-stdin)/);
  });

  it('--help starts the summary of each command with a capital letter', async () => {
    const { stdout } = await run('--help');
    const [, commands = ''] = /^Commands:\n((?: .*\n)+)/m.exec(stdout) ?? [];
    const summaries = commands
      .trimEnd()
      .split('\n')
      .map((line) => / {2,}(\S.*)$/.exec(line.trimStart())?.[1]);
    expect(summaries).toHaveLength(7);
    expect(summaries.filter((summary) => !/^[A-Z]/.test(summary ?? ''))).toEqual([]);
  });

  it('--help lists the exit codes', async () => {
    expect((await run('--help')).stdout).toContain('130  interrupted by Ctrl-C');
  });

  it.each([
    ['', /Usage: factory/],
    ['sav', /unknown command 'sav'.*save/s],
    ['save', /missing required argument 'IP\/CONTAINER'/],
    ['save 127.0.0.2/notebook', /missing required argument 'IMAGE'/],
    ['save notebook image:v1', /'notebook' is invalid.*such as 192\.168\.1\.20\/notebook/s],
    ['save 127.0.0.2/notebook image:v1 more', /too many arguments/],
    ['save 127.0.0.2/notebook image:v1 --author', /--author <name>' argument missing/],
    ['save 127.0.0.2/notebook image:v1 --user alice', /--user requires --password-stdin/],
    ['save 127.0.0.2/notebook image:v1 --password-stdin', /--password-stdin requires --user/],
    ['save 127.0.0.2/notebook image:v1 --key é', /printable ASCII/],
    ['ls --state done', /'done' is invalid.*queued, preparing/s],
    ['ls --limit 0', /'0' is invalid.*whole number of at least 1/s],
    ['ls --limit 5 --all', /--all' cannot be used with option '--limit/],
    ['show ../agents', /'\.\.\/agents' is invalid.*factory ls/s],
    ['cancel', /missing required argument 'ID'/],
    ['containers node', /'node' is invalid.*factory nodes/s],
    ['nodes --colour', /unknown option '--colour'/],
    ['nodes --shield 127.0.0.1', /--shield: "127\.0\.0\.1" is not the address of a shield/],
    ['nodes --token-file /nowhere/token', /\/nowhere\/token cannot be read/],
  ])('exits with 2 for `factory %s` and shows the correction', async (line, sentence) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr).toContain('--help');
  });

  it.each([
    ['nodes --token very-secret', 'FACTORY_TOKEN'],
    ['--token=very-secret nodes', 'FACTORY_TOKEN'],
    ['save 127.0.0.2/a image:v1 --user alice --password very-secret', '--password-stdin'],
    ['save 127.0.0.2/a image:v1 --user alice --password=very-secret', '--password-stdin'],
  ])('refuses `factory %s` without repeating the secret', async (line, instead) => {
    const { code, stderr } = await run(line);
    expect(code).toBe(2);
    expect(stderr).toContain(instead);
    expect(stderr).not.toContain('very-secret');
  });

  it('exits with 4 when no server answers', async () => {
    const { code, stdout, stderr } = await run('nodes');
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^error: The shield does not answer\n.*127\.0\.0\.1:1.*\n {2}hint: .*FACTORY_SHIELD/);
  });

  it.each([
    [502, '<html>'],
    [404, '<html>'],
    [200, 'hello'],
    [200, '<!doctype html>'],
    [200, ''],
    [200, {}],
    [200, []],
    [200, 'null'],
    [404, { error: 'Not Found' }],
    [404, { code: 404, message: 'page not found' }],
    [401, { code: 'UNAUTHORIZED', message: 'authentication required' }],
  ])('exits with 4 when a server that is not a shield answers %i %j', async (status, content) => {
    await using other = await FakeShield.start([body(status, content)]);
    const { code, stderr } = await run('nodes', { FACTORY_SHIELD: other.access.address });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^error: The address is not that of a shield\n/);
  });

  it('lists commits across pages', async () => {
    const [first, second] = [aCommit({ id: 'first' }), aCommit({ id: 'second' })];
    const pages = [
      body(200, { items: [first], next_cursor: 'first' }),
      body(200, { items: [second], next_cursor: 'second' }),
    ];
    await using shield = await FakeShield.start(pages);
    const { code, stdout } = await run('ls --limit 2 --state failed,cancelled --json', {
      FACTORY_SHIELD: shield.access.address,
    });
    expect([code, JSON.parse(stdout)]).toEqual([0, { items: [first, second], next_cursor: 'second' }]);
    expect(shield.requests.map(({ url }) => url)).toEqual([
      '/v2/commits?status=failed&status=cancelled&limit=2',
      '/v2/commits?status=failed&status=cancelled&limit=1&cursor=first',
    ]);
  });
});
