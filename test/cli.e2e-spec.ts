import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Agent, Commit, CommitPage, Container, ContainerPreview } from '@image-factory/client';
import { Cluster, Folder, type NodeContainer } from '../sandbox/index.js';
import { FactoryProcess, type FactoryResult } from './cli/factory-process.js';
import { machine } from './setup/machine.js';

const IP = '127.0.0.2';
const TOKEN = 'token-of-the-platform';
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}\n$/;

describe('factory', () => {
  const { engine, registry, lockedRegistry } = machine();
  const folder = new Folder('cli');
  let cluster: Cluster;
  let container: NodeContainer;

  beforeAll(async () => {
    const [shield, agent] = [{ api_token: TOKEN }, { push_patience: 1 }];
    cluster = await Cluster.start({ engine, registry, ips: [IP], shield, agent });
    container = await engine.run({ name: 'cli-notebook' });
    await container.write('/home/user/note.txt', 'kept\n');
  });

  afterAll(async () => {
    await container?.remove();
    await cluster?.stop();
    folder.remove();
  });

  const environment = () => ({ FACTORY_SHIELD: cluster.shield.address, FACTORY_TOKEN: TOKEN });
  const path = (name = container.name) => `${IP}/${name}`;
  const start = (...args: string[]) => new FactoryProcess(args, { environment: environment() });
  const factory = (...args: string[]): Promise<FactoryResult> => start(...args).ended();

  async function json<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await factory(...args, '--json');
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as T;
  }

  /** Commits the small container and returns the id. */
  async function committed(image: string, ...options: string[]): Promise<string> {
    const { stdout } = await factory('save', path(), registry.image(image), ...options);
    const id = stdout.trim();
    await cluster.shield.client.commit(id, 60);
    return id;
  }

  /** Runs an action next to a container whose commit takes a while. */
  async function withLarge(name: string, use: (container: NodeContainer) => Promise<void>): Promise<void> {
    const large = await engine.run({ name });
    try {
      await large.shell('dd if=/dev/urandom of=/bulk bs=1M count=400 2>/dev/null');
      await use(large);
    } finally {
      await large.remove();
    }
  }

  describe('save', () => {
    it('--wait prints the states as lines, then the digest, and exits with 0', async () => {
      const { code, stdout, stderr } = await factory('save', path(), registry.image('cli/alice:v1'), '--wait');
      expect([code, stderr]).toEqual([0, '']);
      const lines = stdout.trimEnd().split('\n');
      expect(lines[0]).toMatch(/^queued: /);
      const digest = await registry.digest('cli/alice', 'v1');
      expect(lines.at(-1)).toMatch(
        new RegExp(`^succeeded {2}${registry.image('cli/alice:v1')} {2}${digest} {2}in \\d+ s$`),
      );
      expect(stdout).not.toContain('\u001b');
    });

    it('--wait --json prints one object per line', async () => {
      const args = ['save', path(), registry.image('cli/json:v1'), '--author', 'bob', '--note', 'with pandas 3'];
      const { code, stdout } = await factory(...args, '--wait', '--json');
      const commits = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Commit);
      expect([code, commits[0]?.state]).toEqual([0, 'queued']);
      expect(commits.at(-1)).toMatchObject({ state: 'succeeded', author: 'bob', note: 'with pandas 3' });
    });

    it('prints only the id, and the same id for the same --key', async () => {
      const args = ['save', path(), registry.image('cli/keyed:v1'), '--key', 'cli-order-1'];
      const first = await factory(...args);
      expect(first).toEqual({ code: 0, stdout: expect.stringMatching(ID), stderr: '' });
      expect(await factory(...args)).toEqual(first);
      const followed = await factory('show', first.stdout.trim(), '--follow');
      expect([followed.code, followed.stdout]).toEqual([0, expect.stringMatching(/^succeeded {2}/m)]);
    });

    it('logs in to the registry with a password from a pipe', async () => {
      const { user, password } = lockedRegistry.login;
      const args = [
        'save',
        path(),
        lockedRegistry.image('cli/locked:v1'),
        '--user',
        user,
        '--password-stdin',
        '--wait',
      ];
      const options = { environment: environment(), input: `${password}\n` };
      const { code, stdout, stderr } = await new FactoryProcess(args, options).ended();
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).not.toContain(password);
      expect(await lockedRegistry.digest('cli/locked', 'v1')).toMatch(/^sha256:/);
    });

    it('excludes paths and redacts variables', async () => {
      const guarded = await engine.run({
        name: 'cli-private',
        create: { Env: ['GITHUB_TOKEN=very-secret', 'KEPT=yes'] },
      });
      try {
        await guarded.shell(
          'mkdir -p /root/.ssh /srv && echo a > /root/.ssh/id_rsa && echo b > /srv/a.log && echo c > /srv/b',
        );
        const preview = await json<ContainerPreview>('preview', path(guarded.name));
        expect(preview.secrets).toMatchObject({ environment: ['GITHUB_TOKEN'], paths: [{ path: '/root/.ssh/' }] });
        const { code, stdout } = await factory('preview', path(guarded.name));
        expect([code, stdout]).toEqual([0, expect.stringMatching(/^ +environment variable +GITHUB_TOKEN$/m)]);
        const options = ['--exclude', '/root/.ssh', '--exclude', '/srv/*.log', '--redact-env', 'GITHUB_TOKEN'];
        const image = registry.image('cli/private:v1');
        const commits = await factory('save', path(guarded.name), image, ...options, '--wait', '--json');
        expect(commits).toMatchObject({ code: 0, stderr: '' });
        await engine.removeImage(image);
        await engine.pull(image);
        const copy = await engine.run({ image });
        expect(await copy.shell('ls -A /root /srv; env')).toMatch(/^b$/m);
        expect(await copy.shell('ls -AR /root /srv; env')).not.toMatch(/id_rsa|a\.log|very-secret/);
        await copy.remove();
      } finally {
        await guarded.remove();
      }
    });

    it('exits with 1 when the commit fails, and prints a hint', async () => {
      const { code, stderr } = await factory('save', path(), '127.0.0.1:9/cli/nowhere:v1', '--wait');
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^error: The registry cannot be reached\n {2}.*127\.0\.0\.1:9.*\n {2}hint: Check the registry name/,
      );
    });

    it('exits with 3 when the shield refuses', async () => {
      const { code, stdout, stderr } = await factory('save', path('nobody'), registry.image('cli/nobody:v1'), '--wait');
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(/^error: No such container on this node\n {2}.*nobody.*docker ps/s);
    });

    it('draws a bar on a terminal', async () => {
      await withLarge('cli-bar', async ({ name }) => {
        const args = ['save', path(name), registry.image('cli/bar:v1'), '--wait'];
        const options = { environment: environment(), atTerminal: true };
        const { code, stdout } = await new FactoryProcess(args, options).ended();
        expect(code).toBe(0);
        expect(stdout).toMatch(/\r\u001b\[2K(committing|pushing) +(\[#*\.*\] )?\d+ %, [\d.]+ .?B of [\d.]+ MB/);
        expect(stdout.split('\r\u001b[2K').at(-1)).toMatch(/^succeeded {2}.*\r\n$/);
      });
    });

    it('resumes after a restart of the shield', async () => {
      await withLarge('cli-away', async ({ name }) => {
        const waiting = start('save', path(name), registry.image('cli/away:v1'), '--wait');
        await waiting.wrote(/^(preparing|committing|pushing): /m);
        await cluster.shield.kill();
        await cluster.shield.restart();
        const { code, stdout, stderr } = await waiting.ended();
        expect(code).toBe(0);
        expect(stderr).toMatch(/^(?:Connection to the shield lost, retry \d+ in [\d.]+ s\.\n)+$/);
        expect(stdout).toMatch(/^succeeded {2}/m);
      });
    });

    it('keeps the commit running after Ctrl-C, and prints how to cancel it', async () => {
      await withLarge('cli-interrupted', async ({ name }) => {
        const waiting = start('save', path(name), registry.image('cli/interrupted:v1'), '--wait');
        await waiting.wrote(/^(preparing|committing|pushing): /m);
        waiting.interrupt();
        const { code, stderr } = await waiting.ended();
        expect([code, stderr]).toEqual([
          130,
          expect.stringMatching(/^The commit continues\. To cancel it: factory cancel \S+\n$/),
        ]);
        const [, ...cancel] = stderr.trim().split('factory ').at(-1)!.split(' ').concat('--by', 'carol', '--wait');
        expect((await json<CommitPage>('ls', '--container', name)).items).toEqual([
          expect.objectContaining({ state: expect.stringMatching(/^(preparing|committing|pushing)$/) }),
        ]);
        expect(await factory('cancel', ...cancel)).toMatchObject({
          code: 0,
          stdout: expect.stringMatching(/^cancelled$/m),
        });
      });
    });
  });

  describe('cancel', () => {
    it('makes waiting processes exit with 5', async () => {
      await withLarge('cli-cancelled', async ({ name }) => {
        const waiting = start('save', path(name), registry.image('cli/cancelled:v1'), '--wait', '--json');
        await waiting.wrote(/"state":"(preparing|committing|pushing)"/);
        const { id } = JSON.parse(waiting.stdout.split('\n')[0]!) as Commit;
        const asked = await json<Commit>('cancel', id, '--by', 'bob');
        expect(asked).toMatchObject({ id, cancelled_by: 'bob' });
        const { code, stderr } = await waiting.ended();
        expect([code, stderr]).toEqual([5, expect.stringMatching(/^error: The commit was cancelled\n.*by bob/)]);
        expect(await factory('show', id, '--follow')).toMatchObject({ code: 5 });
        expect(await registry.tags('cli/cancelled')).toEqual([]);
      });
    });

    it('is refused for a commit that has ended', async () => {
      const id = await committed('cli/ended:v1');
      const { code, stderr } = await factory('cancel', id, '--wait');
      expect([code, stderr]).toEqual([3, expect.stringMatching(/^error: The commit has already ended\n/)]);
    });
  });

  describe('ls and show', () => {
    it('list by filter, newest first, and show that there is more', async () => {
      const author = ['--author', 'lister'];
      const ids: string[] = [];
      for (const n of [1, 2, 3]) ids.unshift(await committed(`cli/listed-${n}:v1`, ...author));
      const idsOf = ({ items }: CommitPage) => items.map(({ id }) => id);
      expect(idsOf(await json<CommitPage>('ls', ...author, '--all'))).toEqual(ids);
      expect(await json<CommitPage>('ls', ...author, '--limit', '2')).toMatchObject({ next_cursor: ids[1] });
      expect(idsOf(await json<CommitPage>('ls', ...author, '--image', registry.image('cli/listed-2')))).toEqual([
        ids[1],
      ]);
      expect(idsOf(await json<CommitPage>('ls', ...author, '--state', 'failed,cancelled'))).toEqual([]);
      const { code, stdout, stderr } = await factory('ls', ...author, '--limit', '2');
      const [heading, ...rows] = stdout.trimEnd().split('\n');
      expect([code, heading]).toEqual([
        0,
        expect.stringMatching(/^ID +STATE +NODE +CONTAINER +IMAGE +AUTHOR +ACCEPTED$/),
      ]);
      expect(rows.map((row) => row.split(/ {2,}/).slice(0, 4))).toEqual(
        ids.slice(0, 2).map((id) => [id, 'succeeded', IP, container.name]),
      );
      expect(stderr).toMatch(/--all/);
    });

    it('show a commit, as text and as JSON', async () => {
      const id = await committed('cli/shown:v1', '--note', 'shown');
      const digest = await registry.digest('cli/shown', 'v1');
      expect(await json<Commit>('show', id)).toMatchObject({ id, state: 'succeeded', note: 'shown', digest });
      const { stdout } = await factory('show', id);
      expect(stdout).toMatch(new RegExp(`^state +succeeded\n(.*\n)*digest +${digest}\n`, 'm'));
      expect(await factory('show', '0')).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(/^error: No such commit/),
      });
    });
  });

  it('nodes and containers list the nodes and the containers', async () => {
    const { items: nodes } = await json<{ items: Agent[] }>('nodes');
    expect(nodes).toEqual([expect.objectContaining({ ip: IP, online: true })]);
    expect((await factory('nodes')).stdout).toMatch(new RegExp(`^${IP} +online +0 +0 `, 'm'));
    const { items: containers } = await json<{ items: Container[] }>('containers', IP);
    expect(containers).toContainEqual(expect.objectContaining({ id: container.id, name: container.name }));
    const { stdout } = await factory('containers', IP);
    expect(stdout).toMatch(new RegExp(`^${container.name} +${container.id.slice(0, 12)} `, 'm'));
    expect(await factory('containers', '127.0.0.9')).toMatchObject({ code: 3 });
  });

  describe('the token', () => {
    const nodes = (options: string[], token?: string) => {
      const variables = { FACTORY_SHIELD: cluster.shield.address, ...(token && { FACTORY_TOKEN: token }) };
      return new FactoryProcess(['nodes', ...options], { environment: variables }).ended();
    };

    it('is read from a file or from the environment', async () => {
      expect(await nodes(['--token-file', folder.write('token', `${TOKEN}\n`)])).toMatchObject({ code: 0, stderr: '' });
    });

    it.each([undefined, 'wrong-token'])('%s is refused, and not repeated', async (token) => {
      const { code, stdout, stderr } = await nodes([], token);
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(/^error: A valid token is missing\n.*\n {2}hint: Set FACTORY_TOKEN/);
      expect(stderr).not.toContain('wrong-token');
    });
  });

  it('exits with 4 if no shield answers, and names the address', async () => {
    const { code, stderr } = await factory('ls', '--shield', 'http://127.0.0.1:1');
    expect([code, stderr]).toEqual([4, expect.stringMatching(/http:\/\/127\.0\.0\.1:1 does not answer/)]);
  });
});
