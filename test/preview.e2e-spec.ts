import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AgentList, CommitResource, ContainerPreview, Problem } from '@image-factory/contracts';
import { AgentProcess, type NodeContainer, PrivateEngine, until } from '../sandbox/index.js';
import { SECRET, StrategyCluster } from './direct/strategy-cluster.js';
import { machine } from './setup/machine.js';
import { FirstGenerationAgent } from './peers/first-generation-agent.js';

const { DIRECT_IP: IP, ENGINE_IP } = StrategyCluster;
const [VFS_IP, OLD_IP] = ['127.0.0.4', '127.0.0.5'];
const { name: TOKEN, value: VALUE } = SECRET;
const KB = 1024;

/** The preview of a commit. */
describe('the preview of a commit', () => {
  const { engine, registry } = machine();
  let cluster: StrategyCluster;
  let container: NodeContainer;

  beforeAll(async () => {
    cluster = await StrategyCluster.start({
      base: 'preview/base:1',
      files: ['/base/one', '/base/two', '/base/three'],
      container: {
        name: 'previewed',
        create: {
          Env: [`${TOKEN}=${VALUE}`, 'PLAIN=text', `DATABASE_URL=postgres://alice:${VALUE}@db/x`],
          Volumes: { '/volume': {} },
          HostConfig: { Binds: ['/usr/share:/bound:ro'], Tmpfs: { '/memory': '' } },
        },
      },
    });
    ({ container } = cluster);
    await plant(container);
  });

  afterAll(() => cluster?.[Symbol.asyncDispose]());

  /** Secrets, files of known sizes, a hard link, deletions, and entries that are never part of an image. */
  async function plant(target: NodeContainer): Promise<void> {
    for (const path of ['/root/.ssh/id_rsa', '/root/.ssh/config', '/root/.bash_history', '/app/.env', '/app/tls.pem']) {
      await target.write(path, VALUE);
    }
    await target.shell(`
      mkdir -p /large && for n in $(seq 1 30); do head -c $((n * ${KB})) /dev/urandom > /large/$n; done
      ln /large/30 /large/30-again
      rm /base/one /base/two && echo changed > /base/three
      echo inside > /volume/inside && echo inside > /memory/inside`);
  }

  function preview<T = ContainerPreview>(ip: string, name: string, shield = cluster.shield) {
    return shield.client.get<T>(`/v2/agents/${ip}/containers/${encodeURIComponent(name)}/preview`);
  }

  it('previews the changes and the possible secrets without pausing the container', async () => {
    const since = Math.floor(Date.now() / 1000) - 1;
    const { status, body } = await preview(IP, container.name);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: container.id, strategy: 'direct', reason: expect.stringMatching(/\.$/) });

    const large = Array.from({ length: 20 }, (_, index) => (30 - index) * KB);
    expect(body.largest_files?.map(({ size }) => size)).toEqual(large);
    expect(body.largest_files?.[1]).toEqual({ path: '/large/29', size: 29 * KB });
    expect(body.layer).toMatchObject({ files: 30 + 1 + 5 + 1, deletions: 2, complete: true });
    const planted = ((30 * 31) / 2) * KB + 5 * VALUE.length + 'changed\n'.length;
    expect(body.layer.bytes).toBe(planted);

    expect(body.secrets.environment).toEqual([TOKEN, 'DATABASE_URL']);
    expect([...body.secrets.paths].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: '/app/.env', kind: 'environment_file' },
      { path: '/app/tls.pem', kind: 'private_key' },
      { path: '/root/.bash_history', kind: 'history' },
      { path: '/root/.ssh/', kind: 'credentials' },
    ]);
    expect(body.secrets.total_paths).toBe(4);
    const mounts = [...body.not_saved].sort((a, b) => (a.destination < b.destination ? -1 : 1));
    expect(mounts).toEqual([
      { destination: '/bound', type: 'bind' },
      { destination: '/memory', type: 'tmpfs' },
      { destination: '/volume', type: 'volume' },
    ]);
    const sized = (await engine.api.getContainer(container.id).inspect({ size: true } as object)) as {
      SizeRootFs?: number;
    };
    expect(body.size).toBe(sized.SizeRootFs);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(cluster.log).not.toContain('hunter2');
    expect(await pausesSince(since)).toEqual([]);
    // Counter-check: a real pause is visible. Docker 20.10 may report it twice, by the call and by containerd's event.
    await engine.api.getContainer(container.id).pause();
    await engine.api.getContainer(container.id).unpause();
    expect(await pausesSince(since)).not.toEqual([]);
  });

  /** The engine's pause events. */
  async function pausesSince(since: number): Promise<string[]> {
    const until = Math.ceil(Date.now() / 1000);
    const filters = { event: ['pause'], container: [container.id] };
    const events = await engine.api.getEvents({ since, until, filters });
    let text = '';
    for await (const part of events) text += String(part);
    return text.split('\n').filter(Boolean);
  }

  it('reports that an agent is configured for the engine strategy', async () => {
    const { body } = await preview(ENGINE_IP, container.id.slice(0, 12));
    expect(body).toMatchObject({ strategy: 'engine', reason: expect.stringContaining('save_mode') });
    expect(body.layer).toMatchObject({ deletions: 2, complete: true });
  });

  it('lists the agents with their features', async () => {
    const { body } = await cluster.shield.client.get<AgentList>('/v2/agents');
    expect(body.items.map(({ features }) => features)).toEqual(
      [IP, ENGINE_IP].map(() => ['containers', 'omissions', 'preview']),
    );
  });

  it.each([
    [IP, 'nobody', 404, 'container_not_found'],
    [IP, '../x', 400, 'invalid_request'],
    ['127.0.0.99', 'previewed', 404, 'agent_not_found'],
  ])('of %s, %s is refused with %i', async (ip, name, status, code) => {
    const { status: answered, body } = await preview<Problem>(ip, name);
    expect([answered, body.code]).toEqual([status, code]);
  });

  it('is not supported by a first-generation agent', async () => {
    await using old = await FirstGenerationAgent.start(cluster.shield, OLD_IP);
    await old.register(OLD_IP);
    const { status, body } = await preview<Problem>(OLD_IP, 'previewed');
    expect([status, body.code]).toEqual([409, 'agent_outdated']);
    expect(body.detail).toContain(OLD_IP);
    const list = await cluster.shield.client.get<Problem>(`/v2/agents/${OLD_IP}/containers`);
    expect([list.status, list.body.code]).toEqual([409, 'agent_outdated']);
  });

  describe('if the agent cannot read the files', () => {
    let vfs: PrivateEngine;
    let vfsAgent: AgentProcess;
    let other: NodeContainer;

    beforeAll(async () => {
      const { shield } = cluster;
      vfs = await PrivateEngine.start({ configuration: { 'storage-driver': 'vfs' } });
      vfsAgent = await AgentProcess.start({ shield, engine: vfs.engine, ip: VFS_IP });
      await vfsAgent.registered(shield);
      other = await vfs.engine.run({ name: 'vfs-previewed', create: { Env: [`${TOKEN}=${VALUE}`] } });
      for (const path of ['/root/.ssh/id_rsa', '/note.txt']) await other.write(path, 'content\n');
      await other.shell('rm /etc/group');
    });

    afterAll(async () => {
      await other?.remove();
      await vfsAgent?.stop();
      await vfs?.stop();
    });

    it('reports the changes that the engine lists, and the reason for the engine strategy', async () => {
      const { status, body } = await preview(VFS_IP, other.name);
      expect(status).toBe(200);
      expect(body).toMatchObject({ strategy: 'engine', reason: expect.stringContaining('vfs') });
      expect(body).not.toHaveProperty('largest_files');
      expect(body.layer).toMatchObject({ files: 2, deletions: 1, complete: true });
      expect(body.layer.bytes).toBeGreaterThanOrEqual(2 * 'content\n'.length);
      expect(body.secrets).toEqual({
        environment: [TOKEN],
        paths: [{ path: '/root/.ssh/', kind: 'credentials' }],
        total_paths: 1,
      });
    });

    it('a commit with excluded paths is refused, with the reason', async () => {
      const image = registry.image('preview/vfs:1');
      const order = { ip: VFS_IP, container: other.name, image, exclude: ['/root/.ssh'] };
      const { body } = await cluster.shield.client.submit(order);
      const ended = (await cluster.shield.client.commit(body.id, 60)).body;
      expect(ended.state).toBe('failed');
      expect(ended.error).toMatchObject({ code: 'exclude_unavailable', detail: expect.stringContaining('vfs') });
      expect(await registry.tags('preview/vfs')).toEqual([]);
    });

    it('a commit with redacted variables uses the engine strategy', async () => {
      const image = registry.image('preview/vfs-redacted:1');
      const order = { ip: VFS_IP, container: other.name, image, redact_env: [TOKEN] };
      const { body } = await cluster.shield.client.submit(order);
      const ended: CommitResource = (await cluster.shield.client.commit(body.id, 60)).body;
      expect(ended).toMatchObject({ state: 'succeeded', message: expect.stringContaining('No direct commit') });
      await until('the removal of the container and images', 10, async () => {
        const containers = await vfs.engine.api.listContainers({ all: true });
        return containers.length === 1 && (await vfs.engine.imageIds()).length === 1;
      });
    });
  });
});
