import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewCommit, CommitResource, Problem } from '@image-factory/contracts';
import { type NodeContainer, until } from '../sandbox/index.js';
import { type FileSystem, differences, readFileSystem } from './direct/file-system.js';
import { SECRET, StrategyCluster } from './direct/strategy-cluster.js';
import { FirstGenerationAgent } from './peers/first-generation-agent.js';
import { RefusingAgent } from './peers/refusing-agent.js';
import { machine } from './setup/machine.js';

const { DIRECT_IP: IP, ENGINE_IP } = StrategyCluster;
const [OLD_IP, CHANGING_IP] = ['127.0.0.5', '127.0.0.6'];
const { name: TOKEN, value: VALUE } = SECRET;
const EXCLUDE = ['/root/.ssh', '/home/*/.cache', '/**/*.log', '/base/changed', '/base/emptied', '/first'];
/** The same patterns for paths of an archive. */
const EXCLUDED = /^\.\/(root\/\.ssh|home\/[^/]+\/\.cache|first|.*\.log)(\/|$)/;

/** Excluded paths and redacted variables, with real services. */
describe('a commit with exclusions and redactions', () => {
  const { engine, registry } = machine();
  let cluster: StrategyCluster;
  let container: NodeContainer;

  beforeAll(async () => {
    cluster = await StrategyCluster.start({
      base: 'exclusions/base:1',
      files: ['changed', 'gone', 'emptied/a', 'replaced/a'].map((name) => `/base/${name}`),
      container: { name: 'excluding', create: { Env: [`${TOKEN}=${VALUE}`, 'PLAIN=text'] } },
    });
    ({ container } = cluster);
    await container.shell(`
      mkdir -p /root/.ssh/keys /home/alice/.cache/pip /home/bob /srv/deep /first
      echo key > /root/.ssh/keys/id_rsa; echo cached > /home/alice/.cache/pip/wheel
      echo kept > /home/alice/note; echo kept > /home/bob/.cached; echo log > /srv/deep/x.log; echo no > /srv/x.logs
      echo twice > /first/name; ln /first/name /second-name
      echo of the container > /base/changed; rm /base/gone /base/emptied/a
      rm -r /base/replaced; mkdir /base/replaced; echo new > /base/replaced/b; echo log > /base/replaced/b.log
      dd if=/dev/urandom of=/large bs=1M count=2 2>/dev/null`);
  });

  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const client = () => cluster.shield.client;

  function order(fields: Partial<NewCommit>): NewCommit {
    return { ip: IP, container: container.name, image: registry.image('exclusions/saved:1'), ...fields };
  }

  async function saved(fields: Partial<NewCommit>): Promise<CommitResource> {
    const { status, body } = await client().submit(order(fields));
    expect([status, body]).toEqual([202, expect.objectContaining({ state: 'queued' })]);
    return (await client().commit(body.id, 60)).body;
  }

  async function rootOf(target: NodeContainer): Promise<string> {
    return ((await target.inspect()).GraphDriver.Data as unknown as { MergedDir: string }).MergedDir;
  }

  /** File system of a container of a committed image, as on another node. */
  async function pulled(image = registry.image('exclusions/saved:1')): Promise<FileSystem> {
    await engine.pull(image);
    const copy = await engine.run({ image });
    const files = await readFileSystem(await rootOf(copy));
    await copy.remove();
    await engine.removeImage(image);
    return files;
  }

  /** All metadata of an image in the registry, without its files. */
  async function configOf(repository: string): Promise<{ text: string; env: string[]; layers: number }> {
    const manifest = (await registry.manifest(repository, '1')) as { config: { digest: string }; layers: unknown[] };
    const blob = await fetch(`http://${registry.address}/v2/${repository}/blobs/${manifest.config.digest}`);
    const text = await blob.text();
    const { config } = JSON.parse(text) as { config: { Env: string[] } };
    return { text, env: config.Env, layers: manifest.layers.length };
  }

  it('contains everything else', async () => {
    const ended = await saved({ exclude: EXCLUDE, redact_env: [TOKEN, 'NOBODY_HAS_THIS'] });
    expect(ended).toMatchObject({ state: 'succeeded', message: expect.stringMatching(/^Committed directly/) });
    expect(ended).toMatchObject({ exclude: EXCLUDE, redact_env: [TOKEN, 'NOBODY_HAS_THIS'] });

    const [original, image] = [new Map(await readFileSystem(await rootOf(container))), new Map(await pulled())];
    const left = [...original.keys()].filter((path) => EXCLUDED.test(path));
    expect(left).toEqual(expect.arrayContaining(['./root/.ssh/keys/id_rsa', './first/name', './base/replaced/b.log']));
    expect([...image.keys()].filter((path) => EXCLUDED.test(path))).toEqual([]);
    for (const path of left) original.delete(path);

    // If one name of a hard link is excluded, the other name becomes the file.
    expect(original.get('./second-name')).toMatch(/^type 1, .* link \.\/first\/name/);
    expect(image.get('./second-name')).toMatch(/^type 0, .* size 6, link , /);
    // Excluded paths keep the content of the container's image.
    expect(image.get('./base/changed')).toMatch(/ size 13,/);
    expect(image.has('./base/emptied/a')).toBe(true);
    for (const path of ['./second-name', './base/changed', './base/emptied', './base/emptied/a']) {
      original.delete(path);
      image.delete(path);
    }
    expect(original.size).toBeGreaterThan(10);
    expect(differences(original, image)).toEqual([]);
    expect(image.has('./base/gone')).toBe(false);
    expect(image.has('./base/replaced/a')).toBe(false);
  });

  it('has the redacted variables without their values, everywhere in the image', async () => {
    const { env, text } = await configOf('exclusions/saved');
    expect(env).toEqual(expect.arrayContaining([`${TOKEN}=`, 'PLAIN=text']));
    expect(env.join()).not.toContain('NOBODY');
    expect(text).not.toContain(VALUE);
    expect(cluster.log).not.toContain(VALUE);
  });

  it('sends a delta the second time, with the same exclusions', async () => {
    await container.shell('echo more > /home/alice/more; echo key > /root/.ssh/second; rm -r /home/alice/.cache');
    const { message } = await saved({ exclude: [...EXCLUDE].reverse() });
    expect(message).toContain('since the last commit');
    const image = await pulled();
    expect([...image.keys()].filter((path) => EXCLUDED.test(path))).toEqual([]);
    expect(image.has('./home/alice/more')).toBe(true);
    // Without redaction, the image contains the values again.
    expect((await configOf('exclusions/saved')).env).toContain(`${TOKEN}=${VALUE}`);
  });

  it('is a full commit if the exclusions change: no excluded content stays in the image', async () => {
    expect((await pulled()).has('./home/alice/note')).toBe(true);
    const { message } = await saved({ exclude: [...EXCLUDE, '/home/alice/note'] });
    expect(message).toContain('all changes of the container');
    expect((await configOf('exclusions/saved')).layers).toBe(2);
    const image = await pulled();
    expect([image.has('./home/alice/note'), image.has('./home/alice/more')]).toEqual([false, true]);
  });

  it('is followed by a commit without exclusions that contains everything', async () => {
    const { message } = await saved({});
    expect(message).toContain('all changes of the container');
    expect(differences(await readFileSystem(await rootOf(container)), await pulled())).toEqual([]);
  });

  it('redacts variables with the engine strategy, and leaves nothing on the node', async () => {
    const [images, containers] = [await engine.imageIds(), (await engine.api.listContainers({ all: true })).length];
    const image = registry.image('exclusions/engine:1');
    const ended = await saved({ ip: ENGINE_IP, image, redact_env: [TOKEN], author: 'alice', note: 'a note' });
    expect(ended).toMatchObject({ state: 'succeeded', message: expect.stringMatching(/^Committed and pushed/) });
    const { env, text } = await configOf('exclusions/engine');
    expect(env).toEqual(expect.arrayContaining([`${TOKEN}=`, 'PLAIN=text']));
    expect(text).not.toContain(VALUE);
    expect(JSON.parse(text)).toMatchObject({ author: 'alice', config: { Cmd: ['sleep', '1000000000'] } });
    await until('the removal of the container and images', 10, async () => {
      const left = [await engine.imageIds(), (await engine.api.listContainers({ all: true })).length];
      return JSON.stringify(left) === JSON.stringify([images, containers]);
    });
    expect(differences(await readFileSystem(await rootOf(container)), await pulled(image))).toEqual([]);
  });

  it('fails with the engine strategy if paths are excluded', async () => {
    const image = registry.image('exclusions/refused:1');
    const { state, error } = await saved({ ip: ENGINE_IP, image, exclude: ['/root/.ssh'] });
    expect([state, error?.code]).toEqual(['failed', 'exclude_unavailable']);
    expect(error?.hint).toContain('save_mode');
    expect(await registry.tags('exclusions/refused')).toEqual([]);
    expect(await container.isPaused()).toBe(false);
  });

  it.each([
    [{ exclude: ['root/.ssh'] }, 'exclude[0] "root/.ssh" is not absolute'],
    [{ exclude: ['/fine', '/a/../b'] }, 'exclude[1] "/a/../b" has a "." or ".."'],
    [{ exclude: [''] }, 'exclude[0] "" is empty'],
    [{ exclude: ['/'] }, 'exclude[0] "/" would exclude everything'],
    [{ exclude: ['/**'] }, 'exclude[0] "/**" would exclude everything'],
    [{ exclude: '/root/.ssh' }, 'exclude must be an array'],
    [{ exclude: [7] }, 'exclude must hold text only'],
    [{ exclude: Array(51).fill('/a') }, 'exclude must hold at most 50 patterns'],
    [{ exclude: [`/${'a'.repeat(255)}`] }, 'exclude must hold patterns of at most 255 characters'],
    [{ redact_env: [`${TOKEN}=${VALUE}`] }, 'redact_env[0] is not the name of an environment variable'],
    [{ redact_env: Array(101).fill('A') }, 'redact_env must hold at most 100 names'],
  ])('is refused for %j', async (fault, detail) => {
    const answer = await client().submit(order(fault as Partial<NewCommit>));
    const problem = answer.body as unknown as Problem;
    expect([answer.status, problem.code]).toEqual([400, 'invalid_request']);
    expect(problem.detail).toContain(detail);
    expect(problem.detail).not.toContain(VALUE);
  });

  it('differs from a request with other exclusions', async () => {
    const image = registry.image('exclusions/keyed:1');
    const send = (fields: Partial<NewCommit>, key: string) =>
      client().submit(order({ image, ...fields }), { 'Idempotency-Key': key });
    const first = await send({ exclude: ['/root/.ssh'], redact_env: [] }, 'with');
    expect((await send({ exclude: ['/root/.ssh'] }, 'with')).body.id).toBe(first.body.id);
    for (const other of [{}, { exclude: ['/root'] }, { exclude: ['/root/.ssh'], redact_env: [TOKEN] }]) {
      const { status, body } = await send(other, 'with');
      expect([status, body]).toEqual([422, expect.objectContaining({ code: 'idempotency_key_reused' })]);
    }
    await client().commit(first.body.id, 60);
  });

  describe('at an agent without support', () => {
    it.each([{ exclude: ['/root/.ssh'] }, { redact_env: [TOKEN] }])('is refused: %j', async (fields) => {
      await using old = await FirstGenerationAgent.start(cluster.shield, OLD_IP);
      await old.register(OLD_IP);
      const answer = await client().submit(order({ ip: OLD_IP, container: 'old', ...fields }));
      const { code, detail, hint } = answer.body as unknown as Problem;
      expect([answer.status, code]).toEqual([409, 'agent_outdated']);
      expect([detail, hint]).toEqual([expect.stringContaining(OLD_IP), expect.stringContaining('Upgrade')]);
      expect(old.orders).toEqual([]);
      const { status, body } = await client().submit(order({ ip: OLD_IP, container: 'old', exclude: [] }));
      expect(status).toBe(202);
      await until('the order without it', 10, () => old.orders.length === 1);
      await old.report(body.id, 'FAILED');
    });

    it('fails if such an agent replaces another before the dispatch', async () => {
      await using refusing = await RefusingAgent.start();
      await using old = await FirstGenerationAgent.start(cluster.shield, CHANGING_IP);
      const registration = { ip: CHANGING_IP, address: refusing.address, features: ['omissions'] };
      await client().post('/v1/agent/register', registration);
      const { body } = await client().submit(order({ ip: CHANGING_IP, container: 'moved', exclude: ['/root/.ssh'] }));
      await until('the first dispatch', 10, () => refusing.bodies('/v1/commit/async').length > 0);
      await old.register(CHANGING_IP);
      const { state, error } = (await client().commit(body.id, 30)).body;
      expect([state, error?.code, old.orders]).toEqual(['failed', 'agent_outdated', []]);
    });
  });
});
