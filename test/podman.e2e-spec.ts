import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewCommit, CommitResource, ContainerList, ContainerPreview } from '@image-factory/contracts';
import {
  AgentProcess,
  BASE_IMAGE,
  Cluster,
  type NodeContainer,
  PrivatePodman,
  Registry,
  until,
} from '../sandbox/index.js';
import { machine } from './setup/machine.js';

const [IP, ENGINE_IP, DIRECT_IP] = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];
/** An address without a listener. */
const GONE = new Registry('127.0.0.1:1');
/** Size for which a commit and a push take some seconds. */
const LARGE = 'dd if=/dev/urandom of=/large bs=1M count=300 2>/dev/null';

/** Podman, through its Docker-compatible API. */
describe('a node with Podman', () => {
  const { engine: docker, registry, lockedRegistry } = machine();
  let podman: PrivatePodman;
  let cluster: Cluster;
  let others: AgentProcess[];
  let container: NodeContainer;

  beforeAll(async () => {
    podman = await PrivatePodman.start({ insecure: [registry, lockedRegistry, GONE] });
    const { engine } = podman;
    const agent = { push_patience: 2, save_mode: 'engine' };
    cluster = await Cluster.start({ engine, registry, ips: [IP], agent });
    const { shield } = cluster;
    others = await Promise.all([
      AgentProcess.start({
        shield,
        engine,
        ip: ENGINE_IP,
        configuration: { save_mode: 'engine', cleanup_images: false },
      }),
      AgentProcess.start({ shield, engine, ip: DIRECT_IP }),
    ]);
    for (const other of others) await other.registered(shield);
    // The base image in the registry, for the direct commits.
    const base = registry.image('podman/base:1');
    await docker.tag(BASE_IMAGE, base);
    await docker.push(base);
    await docker.removeImage(base);
    await engine.pull(base);
    const create = { Env: ['SECRET_TOKEN=hunter2', 'PLAIN=text'] };
    container = await engine.run({ name: 'notebook', image: base, create });
    await container.write('/home/user/note.txt', 'kept\n');
    // Changes above half of the total are committed as a whole.
    await container.shell('dd if=/dev/urandom of=/some bs=1024 count=100 2>/dev/null');
  });

  afterAll(async () => {
    for (const agent of others ?? []) await agent.stop();
    await cluster?.stop();
    await podman?.stop();
  });

  const client = () => cluster.shield.client;

  async function save(fields: Partial<NewCommit> = {}): Promise<CommitResource> {
    const order = { ip: IP, container: container.name, image: registry.image('podman/saved:1'), ...fields };
    const { body } = await client().submit(order);
    const { body: ended } = await client().commit(body.id, 60);
    return ended;
  }

  /** Starts a commit of a container with many changes, and waits for a state. */
  async function begin(large: NodeContainer, image: string, state: CommitResource['state']): Promise<string> {
    const { body } = await client().submit({ ip: IP, container: large.name, image });
    await until(`the commit to be ${state}`, 30, async () => (await client().commit(body.id)).body.state === state);
    return body.id;
  }

  /** Waits until Podman has exactly the images that it had before a commit. */
  const tidied = (before: readonly string[]) =>
    until('the images of the save to go', 10, async () => isDeepStrictEqual(await podman.engine.imageIds(), before));

  /** Number of commits of a container that produced an image. @param since Unix seconds */
  async function commitsSince(since: number, id: string): Promise<number> {
    const options = { since, until: Math.ceil(Date.now() / 1000), filters: { event: ['commit'], container: [id] } };
    const events = await text(await podman.engine.api.getEvents(options));
    return events.split('\n').filter(Boolean).length;
  }

  /** File system of a committed image in Docker. */
  async function read(image: string, command: string): Promise<string> {
    await docker.pull(image);
    const copy = await docker.run({ image });
    try {
      return (await copy.shell(command)).trim();
    } finally {
      await copy.remove();
      await docker.removeImage(image);
    }
  }

  it('commits directly, and leaves no image and no paused container', async () => {
    const before = await podman.engine.imageIds();
    const image = registry.image('podman/direct:1');
    await container.write('/home/user/direct.txt', 'first\n');
    const first = await save({ ip: DIRECT_IP, image });
    expect(first).toMatchObject({ state: 'succeeded', digest: await registry.digest('podman/direct', '1') });
    expect(first.message).toMatch(/^Committed directly \(all changes of the container\)/);
    expect(await read(image, 'cat /home/user/note.txt /home/user/direct.txt')).toBe('kept\nfirst');
    await container.write('/home/user/direct.txt', 'second\n');
    const second = await save({
      ip: DIRECT_IP,
      image: registry.image('podman/direct:2'),
      redact_env: ['SECRET_TOKEN'],
    });
    expect(second.message).toMatch(/^Committed directly \(the changes since the last commit\)/);
    expect(await read(registry.image('podman/direct:2'), 'cat /home/user/direct.txt; echo $PLAIN $SECRET_TOKEN')).toBe(
      'second\ntext',
    );
    expect(await podman.engine.imageIds()).toEqual(before);
    expect(await container.isPaused()).toBe(false);
  });

  it('starts the image of a direct commit', async () => {
    const image = registry.image('podman/started:1');
    expect(await save({ ip: DIRECT_IP, image })).toMatchObject({ state: 'succeeded' });
    await podman.engine.pull(image);
    const copy = await podman.engine.run({ image });
    expect(await copy.shell('cat /home/user/note.txt; echo $PLAIN')).toBe('kept\ntext\n');
    await copy.remove();
    await podman.engine.removeImage(image);
  });

  it('excludes paths from direct commits, and reports that the engine strategy cannot', async () => {
    const image = registry.image('podman/excluded:1');
    const ended = await save({ ip: DIRECT_IP, image, exclude: ['/home'] });
    expect(ended).toMatchObject({ state: 'succeeded' });
    expect(await read(image, 'ls /home || echo none')).toContain('none');
    expect(await save({ exclude: ['/home'] })).toMatchObject({ error: { code: 'exclude_unavailable' } });
  });

  it('uses the engine strategy if configured, and keeps the image if configured', async () => {
    const image = registry.image('podman/engine:1');
    expect(await save({ ip: ENGINE_IP, image })).toMatchObject({ state: 'succeeded' });
    expect(await read(image, 'cat /home/user/note.txt')).toBe('kept');
    await until('the image to have its name', 10, () => podman.engine.has(image));
    await podman.engine.removeImage(image);
  });

  it('takes the committed name from an older image, which stays', async () => {
    const image = registry.image('podman/mine:1');
    const base = (await container.inspect()).Image;
    const before = await podman.engine.imageIds();
    const committed = await idsUnder(IP);
    expect(committed).toEqual([]);
    expect(await podman.engine.imageIds()).toEqual(before);
    // Without `cleanup_images` the committed image gets the name.
    const [kept] = await idsUnder(ENGINE_IP);
    expect(before).not.toContain(kept);
    expect(await podman.engine.imageIds()).toEqual([...before, kept].sort());
    await podman.engine.removeImage(image);

    /** Ids of the images under the name, after a commit onto it. */
    async function idsUnder(ip: string): Promise<string[]> {
      await podman.engine.tag(base, image);
      expect(await save({ ip, image })).toMatchObject({ state: 'succeeded' });
      const ids = async () =>
        (await podman.engine.api.listImages({ filters: { reference: [image] } })).map(({ Id }) => Id);
      await until('the older image to lose the name', 10, async () => !(await ids()).some((id) => id.includes(base)));
      if (ip === IP) await tidied(before);
      else await until('the committed image to get the name', 10, async () => (await ids()).length === 1);
      return ids();
    }
  });

  it('has author and note in the image, and no values of redacted variables', async () => {
    const image = registry.image('podman/blanked:1');
    const fields = { image, author: 'alice', note: 'with pandas', redact_env: ['SECRET_TOKEN'] };
    expect(await save(fields)).toMatchObject({ state: 'succeeded' });
    await docker.pull(image);
    const known = docker.api.getImage(image);
    const metadata = JSON.stringify([await known.inspect(), await known.history()]);
    for (const part of ['alice', 'with pandas', 'SECRET_TOKEN=', 'PLAIN=text']) expect(metadata).toContain(part);
    expect(metadata).not.toContain('hunter2');
    await docker.removeImage(image);
  });

  it('commits a container that its user has paused', async () => {
    await podman.engine.api.getContainer(container.id).pause();
    try {
      expect(await save({ image: registry.image('podman/paused:1') })).toMatchObject({ state: 'succeeded' });
      expect(await container.isPaused()).toBe(true);
    } finally {
      await podman.engine.api.getContainer(container.id).unpause();
    }
  });

  it('pushes with a login, and reports failures', async () => {
    const { user, password } = lockedRegistry.login;
    const image = lockedRegistry.image('podman/saved:1');
    expect(await save({ image, hub_user: user, hub_pwd: password })).toMatchObject({
      state: 'succeeded',
      digest: await lockedRegistry.digest('podman/saved', '1'),
    });
    for (const [order, code] of [
      [{ image: lockedRegistry.image('podman/saved:2'), hub_user: user, hub_pwd: 'wrong' }, 'registry_unauthorized'],
      [{ image: lockedRegistry.image('podman/saved:2') }, 'registry_unauthorized'],
      [{ image: GONE.image('podman/saved:1') }, 'registry_unreachable'],
      [{ image: registry.image('podman/saved:1').replace('127.0.0.1', 'localhost') }, 'registry_insecure'],
    ] as const) {
      expect(await save(order)).toMatchObject({ state: 'failed', error: { code } });
    }
    expect(await container.isPaused()).toBe(false);
  });

  describe('with a large container', () => {
    let large: NodeContainer;

    beforeAll(async () => {
      large = await podman.engine.run({ name: 'large-notebook' });
      await large.shell(LARGE);
    });

    afterAll(() => large?.remove());

    it('abandons a cancelled commit, and commits another container meanwhile', async () => {
      const before = await podman.engine.imageIds();
      const since = Math.floor(Date.now() / 1000);
      const image = registry.image('podman/cancelled:1');
      const id = await begin(large, image, 'committing');
      await until('the commit to copy files', 20, () => podman.isCopying);
      const other = save({ image: registry.image('podman/beside:1') });
      await client().cancel(id);
      expect((await client().commit(id, 30)).body.state).toBe('cancelled');
      expect(await large.isPaused()).toBe(false);
      expect(await other).toMatchObject({ state: 'succeeded' });
      await tidied(before);
      expect(await registry.digest('podman/cancelled', '1')).toBeUndefined();
      // On a busy machine, Podman's first answers can lack the commit's event.
      await until('the other commit to be reported', 10, async () => (await commitsSince(since, container.id)) > 0);
      expect(await commitsSince(since, container.id)).toBe(1);
      expect(await commitsSince(since, large.id)).toBe(0);
    });

    it('stops a cancelled push', async () => {
      const before = await podman.engine.imageIds();
      const id = await begin(large, registry.image('podman/cancelled:2'), 'pushing');
      await client().cancel(id);
      expect((await client().commit(id, 30)).body.state).toBe('cancelled');
      expect(await large.isPaused()).toBe(false);
      await tidied(before);
      expect(await registry.digest('podman/cancelled', '2')).toBeUndefined();
    });

    it('retries the commit of a killed agent, and removes its leftovers', async () => {
      const before = await podman.engine.imageIds();
      const id = await begin(large, registry.image('podman/killed:1'), 'pushing');
      await cluster.agent.kill();
      expect(await podman.engine.imageIds()).not.toEqual(before);
      await cluster.agent.restart();
      const { body: ended } = await client().commit(id, 60);
      expect(ended).toMatchObject({ state: 'succeeded', digest: await registry.digest('podman/killed', '1') });
      await tidied(before);
      expect(await large.isPaused()).toBe(false);
    });
  });

  it('lists its containers, and previews a commit', async () => {
    const { body: list } = await client().get<ContainerList>(`/v2/agents/${IP}/containers`);
    expect(list.items).toContainEqual(
      expect.objectContaining({ id: container.id, name: 'notebook', state: 'running' }),
    );
    const { body: preview } = await client().get<ContainerPreview>(`/v2/agents/${IP}/containers/notebook/preview`);
    expect(preview).toMatchObject({ strategy: 'engine', layer: { complete: true } });
    const direct = await client().get<ContainerPreview>(`/v2/agents/${DIRECT_IP}/containers/notebook/preview`);
    expect(direct.body).toMatchObject({ strategy: 'direct', layer: { complete: true } });
    expect(await client().size(IP, 'notebook')).toMatchObject({ success: true });
  });
});
