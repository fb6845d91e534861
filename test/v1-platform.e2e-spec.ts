import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommitAnswer, CommitQueryAnswer, Envelope, SizeAnswer } from '@image-factory/contracts';
import { Cluster } from '../sandbox/cluster.js';
import type { NodeContainer } from '../sandbox/node-container.js';
import { until } from '../sandbox/until.js';
import { machine } from './setup/machine.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const [FIRST, SECOND] = ['127.0.0.2', '127.0.0.3'];

/** The platform's calls, row by row as in the protocol. */
describe('v1, for the platform', () => {
  const { engine, registry } = machine();
  let cluster: Cluster;
  let container: NodeContainer;

  beforeAll(async () => {
    cluster = await Cluster.start({ engine, registry, ips: [FIRST, SECOND] });
    container = await engine.run({ name: 'platform-notebook' });
    await container.write('/home/user/note.txt', 'kept\n');
  });

  afterAll(async () => {
    await container?.remove();
    await cluster?.stop();
  });

  function order(fields: object = {}) {
    return { ip: FIRST, container: container.name, image: registry.image('platform/alice:v1'), ...fields };
  }

  async function contentOf(image: string, path: string): Promise<string> {
    await engine.removeImage(image);
    await engine.pull(image);
    const copy = await engine.run({ image });
    try {
      return await copy.read(path);
    } finally {
      await copy.remove();
      await engine.removeImage(image);
    }
  }

  describe('POST /v1/commit/async', () => {
    it('answers 202 with a transaction id, and the commit ends with the change in the registry', async () => {
      const { status, body } = await cluster.shield.client.post<CommitAnswer>('/v1/commit/async', order());
      expect(status).toBe(202);
      expect(body).toMatchObject({ success: true, msg: expect.any(String) });
      expect(body.transaction_id).toMatch(UUID_V7);

      const ended = await cluster.shield.client.ended(body.transaction_id!);
      expect(ended.status).toBe('SUCCEEDED');
      expect(ended.digest).toBe(await registry.digest('platform/alice', 'v1'));
      expect(await contentOf(registry.image('platform/alice:v1'), '/home/user/note.txt')).toBe('kept\n');
      expect(await container.isPaused()).toBe(false);
    });

    it('passes through the states in order', async () => {
      const seen: string[] = [];
      const { transaction_id: id } = await cluster.shield.client.commitAsync(order());
      await cluster.shield.client.ended(id!, ({ status }) => seen.push(status));
      const states = ['INITIALIZED', 'PROCESSING', 'COMMITTING', 'PUSHING', 'SUCCEEDED'];
      const places = seen.map((state) => states.indexOf(state));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(places).not.toContain(-1);
      expect(seen.at(-1)).toBe('SUCCEEDED');
    });

    it('pushes latest, and only that tag, when the image has none', async () => {
      const { transaction_id: id } = await cluster.shield.client.commitAsync(
        order({ image: registry.image('platform/untagged') }),
      );
      expect((await cluster.shield.client.ended(id!)).status).toBe('SUCCEEDED');
      expect(await registry.tags('platform/untagged')).toEqual(['latest']);
    });

    it('ignores unknown fields and treats empty strings as absent', async () => {
      const empty = { author: '', note: '', hub_user: '', hub_pwd: '', hub_addr: '', colour: 'blue', __proto__: null };
      const { status, body } = await cluster.shield.client.post<CommitAnswer>('/v1/commit/async', order(empty));
      expect([status, body.success]).toEqual([202, true]);
      expect((await cluster.shield.client.ended(body.transaction_id!)).status).toBe('SUCCEEDED');
    });

    it('keeps author and note in the image, odd characters and all', async () => {
      const [author, note] = ['Алиса "A" <a@b> & co', 'with 雪 & tabs\t\nand lines'];
      const image = registry.image('platform/authored:v1');
      const { transaction_id: id } = await cluster.shield.client.commitAsync(order({ image, author, note }));
      expect(await cluster.shield.client.ended(id!)).toMatchObject({ status: 'SUCCEEDED', author });
      await engine.pull(image);
      const facts = await engine.api.getImage(image).inspect();
      expect([facts.Author, facts.Comment]).toEqual([author, note]);
      await engine.removeImage(image);
    });

    it('accepts the container by its Kubernetes name, its full id and its short id', async () => {
      for (const name of [`docker://${container.id}`, container.id, container.id.slice(0, 12)]) {
        const { transaction_id: id } = await cluster.shield.client.commitAsync(order({ container: name }));
        expect(await cluster.shield.client.ended(id!)).toMatchObject({ status: 'SUCCEEDED', container: name });
      }
    });

    it('leaves no image on the node', async () => {
      const before = await engine.imageIds();
      const image = registry.image('platform/tidy:v1');
      const { transaction_id: id } = await cluster.shield.client.commitAsync(order({ image }));
      expect((await cluster.shield.client.ended(id!)).status).toBe('SUCCEEDED');
      await until('the removal of the image', 10, async () => isDeepStrictEqual(await engine.imageIds(), before));
    });
  });

  describe('POST /v1/commit/sync', () => {
    it('answers 201 when the commit has ended', async () => {
      const image = registry.image('platform/sync:v1');
      const { status, body } = await cluster.shield.client.post<CommitAnswer>('/v1/commit/sync', order({ image }));
      expect([status, body.success]).toEqual([201, true]);
      const { commit } = await cluster.shield.client.query(body.transaction_id!);
      expect(commit).toMatchObject({ status: 'SUCCEEDED', digest: await registry.digest('platform/sync', 'v1') });
    });

    it('answers 201 with success false and the reason when the commit has failed', async () => {
      const image = '127.0.0.1:1/platform/nowhere:v1';
      const { status, body } = await cluster.shield.client.post<CommitAnswer>('/v1/commit/sync', order({ image }));
      expect([status, body.success]).toEqual([201, false]);
      expect(body.msg).toMatch(/registry/i);
      expect((await cluster.shield.client.query(body.transaction_id!)).commit?.status).toBe('FAILED');
    });
  });

  describe('GET /v1/commit/query', () => {
    it('shows a commit with every field of the protocol, each of its type', async () => {
      const { transaction_id: id } = await cluster.shield.client.commitAsync(order({ author: 'alice' }));
      await cluster.shield.client.ended(id!);
      const path = `/v1/commit/query?transaction_id=${id}`;
      const { status, body } = await cluster.shield.client.get<CommitQueryAnswer>(path);
      expect([status, body.success, typeof body.msg]).toEqual([200, true, 'string']);
      const now = Date.now() / 1000;
      expect(body.commit).toMatchObject({
        ...order(),
        id,
        author: 'alice',
        status: 'SUCCEEDED',
        status_msg: expect.any(String),
      });
      expect(Number.isInteger(body.commit!.time)).toBe(true);
      expect(Math.abs(body.commit!.time - now)).toBeLessThan(60);
    });

    it('finds the newest commit of a container by the posted string', async () => {
      await cluster.shield.client.commitSync(order());
      const { transaction_id: newest } = await cluster.shield.client.commitSync(order());
      expect((await cluster.shield.client.query(container.name)).commit?.id).toBe(newest);
    });

    it('answers 200 with success false and no commit when there is none', async () => {
      const path = '/v1/commit/query?transaction_id=0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b';
      const { status, body } = await cluster.shield.client.get<CommitQueryAnswer>(path);
      expect([status, body.success, body.commit]).toEqual([200, false, undefined]);
      expect(body.msg).toContain('not found');
    });

    it('answers 400 naming transaction_id when that is missing', async () => {
      const { status, body } = await cluster.shield.client.get<Envelope>('/v1/commit/query');
      expect([status, body.success]).toEqual([400, false]);
      expect(body.msg).toContain('transaction_id');
    });
  });

  describe('GET /v1/commit/size', () => {
    it.each(['&', '&&'])('returns the virtual size in kB, with parameters separated by %s', async (and) => {
      const path = `/v1/commit/size?ip=${FIRST}${and}container=${container.name}`;
      const { status, body } = await cluster.shield.client.get<SizeAnswer>(path);
      const { SizeRootFs } = (await engine.api
        .getContainer(container.id)
        .inspect({ size: true } as object)) as unknown as {
        SizeRootFs: number;
      };
      expect([status, body.success, body.size]).toEqual([200, true, Math.round(SizeRootFs / 1024)]);
    });

    it.each([
      [`ip=${FIRST}&container=platform-noteboo`, 'platform-noteboo'],
      ['ip=192.0.2.1&container=x', '192.0.2.1'],
    ])('answers 200, success false and size 0 for %s', async (query, named) => {
      const { status, body } = await cluster.shield.client.get<SizeAnswer>(`/v1/commit/size?${query}`);
      expect([status, body.success, body.size]).toEqual([200, false, 0]);
      expect(body.msg).toContain(named);
    });

    it.each([
      ['container=x', 'ip'],
      [`ip=${FIRST}`, 'container'],
      [`ip=${FIRST}&container=`, 'container'],
      [`ip=${FIRST}&container=a%2Fb`, 'container'],
      [`ip=${FIRST}&ip=${SECOND}&container=x`, 'ip'],
    ])('answers 400 for %s, naming %s', async (query, field) => {
      const { status, body } = await cluster.shield.client.get<SizeAnswer>(`/v1/commit/size?${query}`);
      expect([status, body.success]).toEqual([400, false]);
      expect(body.msg).toContain(field);
    });
  });

  describe('a second commit', () => {
    it('is refused with the running id until the first has ended, for any name of the container', async () => {
      const slow = await engine.run({ name: 'platform-slow' });
      try {
        await slow.shell('dd if=/dev/urandom of=/bulk bs=1M count=150 2>/dev/null');
        const running = await cluster.shield.client.commitAsync(
          order({ container: slow.name, image: registry.image('platform/slow:v1') }),
        );
        for (const [ip, name] of [
          [FIRST, slow.name],
          [FIRST, slow.id],
          [FIRST, slow.id.slice(0, 12)],
          [SECOND, slow.name],
        ]) {
          const again = order({ ip, container: name, image: registry.image('platform/other:v1') });
          const { status, body } = await cluster.shield.client.post<CommitAnswer>('/v1/commit/async', again);
          expect([status, body.success, body.transaction_id]).toEqual([202, false, running.transaction_id]);
          expect(body.msg).toMatch(/already has the running commit/);
        }
        expect((await cluster.shield.client.ended(running.transaction_id!)).status).toBe('SUCCEEDED');
        expect(await registry.tags('platform/other')).toEqual([]);
      } finally {
        await slow.remove();
      }
    });
  });

  describe('requests that are refused at once', () => {
    it('names the ip whose agent is not online', async () => {
      const { status, body } = await cluster.shield.client.post<CommitAnswer>(
        '/v1/commit/async',
        order({ ip: '192.0.2.1' }),
      );
      expect([status, body.success, body.transaction_id]).toEqual([202, false, undefined]);
      expect(body.msg).toContain('192.0.2.1');
      expect(body.msg).toContain('not online');
    });

    it('names the container that does not exist', async () => {
      const { body } = await cluster.shield.client.post<CommitAnswer>(
        '/v1/commit/async',
        order({ container: 'platform-note' }),
      );
      expect(body.success).toBe(false);
      expect(body.msg).toContain('platform-note');
    });
  });
});
