import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommitEvent } from '@image-factory/client';
import type { AgentList, CommitResource, ContainerList, Problem } from '@image-factory/contracts';
import { AgentProcess } from '../sandbox/agent-process.js';
import { Cluster } from '../sandbox/cluster.js';
import type { NodeContainer } from '../sandbox/node-container.js';
import { until } from '../sandbox/until.js';
import { machine } from './setup/machine.js';

const [IP, ENGINE_IP] = ['127.0.0.2', '127.0.0.3'];
const MB = 1e6;

/** The calls of v2 with real services, with engine and direct commits. */
describe('v2, for the platform', () => {
  const { engine, registry } = machine();
  let cluster: Cluster;
  let engineAgent: AgentProcess;
  let container: NodeContainer;

  beforeAll(async () => {
    const { shield } = (cluster = await Cluster.start({ engine, registry, ips: [IP], agent: { push_patience: 4 } }));
    engineAgent = await AgentProcess.start({ shield, engine, ip: ENGINE_IP, configuration: { save_mode: 'engine' } });
    await engineAgent.registered(shield);
    container = await engine.run({ name: 'v2-notebook' });
    await container.write('/home/user/note.txt', 'kept\n');
  });

  afterAll(async () => {
    await container?.remove();
    await engineAgent?.stop();
    await cluster?.stop();
  });

  const client = () => cluster.shield.client;

  function order(fields: object = {}) {
    return { ip: IP, container: container.name, image: registry.image('v2/alice:v1'), author: 'alice', ...fields };
  }

  async function committed(fields: object = {}): Promise<CommitResource> {
    const { body } = await client().submit(order(fields));
    return (await client().commit(body.id, 60)).body;
  }

  /** A container with this number of bytes to commit. */
  async function large(name: string, megabytes: number): Promise<NodeContainer> {
    const made = await engine.run({ name });
    await made.shell(`dd if=/dev/urandom of=/bulk bs=1M count=${megabytes} 2>/dev/null`);
    return made;
  }

  describe('POST /v2/commits', () => {
    it('answers 202 with the commit and its location, and the commit ends', async () => {
      const { status, headers, body } = await client().submit(order({ note: 'with pandas 3' }));
      expect(status).toBe(202);
      expect(headers.get('location')).toBe(`/v2/commits/${body.id}`);
      expect(body).toMatchObject({ state: 'queued', ip: IP, author: 'alice', note: 'with pandas 3', attempt: 1 });

      const ended = (await client().commit(body.id, 60)).body;
      expect(ended).toMatchObject({ state: 'succeeded', digest: await registry.digest('v2/alice', 'v1') });
      expect(Date.parse(ended.ended_at!)).toBeGreaterThanOrEqual(Date.parse(ended.accepted_at));
      expect(ended).not.toHaveProperty('error');
    });

    it('starts one commit per Idempotency-Key, and refuses a changed request', async () => {
      const key = { 'Idempotency-Key': 'order-1' };
      const image = registry.image('v2/keyed:v1');
      const answers = await Promise.all([1, 2, 3].map(() => client().submit(order({ image }), key)));
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      await client().commit(answers[0]!.body.id, 60);
      expect((await client().submit(order({ image }), key)).body).toMatchObject({ state: 'succeeded' });
      const { status, body } = await client().submit(order({ image: registry.image('v2/keyed:v2') }), key);
      expect([status, body]).toEqual([422, expect.objectContaining({ code: 'idempotency_key_reused' })]);
    });

    it.each([
      [{ image: 'Registry/Image' }, 400, 'invalid_image_reference'],
      [{ container: '../x' }, 400, 'invalid_request'],
      [{ ip: '127.0.0.9' }, 409, 'agent_not_online'],
      [{ excludes: ['/root/.ssh'] }, 400, 'invalid_request'],
      [{ container: 'nobody' }, 404, 'container_not_found'],
      [{ hub_user: 'alice' }, 422, 'credentials_incomplete'],
      [{ hub_pwd: 'secret', ip: '127.0.0.9' }, 422, 'credentials_incomplete'],
      [{ hub_user: 'alice', image: 'r.example.com/a:b:c' }, 400, 'invalid_image_reference'],
      [{ hub_pwd: 'secret', image: 'Registry/Image' }, 400, 'invalid_image_reference'],
    ])('refuses %j with problem details', async (fault, status, code) => {
      const answer = await client().submit(order(fault));
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        status,
        expect.stringContaining('application/problem+json'),
      ]);
      const problem = answer.body as unknown as Problem;
      expect(problem).toMatchObject({ type: `urn:image-factory:error:${code}`, status, code });
      expect(problem.request_id).toBe(answer.headers.get('x-request-id'));
      expect([problem.title, problem.detail].every(Boolean)).toBe(true);
    });

    it('answers requests without a route in the same format', async () => {
      const broken = await client().send<Problem>('POST', '/v2/commits', '{"ip": ');
      expect([broken.status, broken.body.code]).toEqual([400, 'invalid_request']);
      const nowhere = await client().get<Problem>('/v2/nowhere');
      expect([nowhere.status, nowhere.body.code]).toEqual([404, 'not_found']);
      const unknown = await client().get<Problem>('/v2/commits/nothing');
      expect([unknown.status, unknown.body.code]).toEqual([404, 'commit_not_found']);
    });

    it('reports the reason of a failed commit, with the hint in a separate field', async () => {
      const { error, state } = await committed({ image: '127.0.0.1:9/v2/nowhere:v1' });
      expect([state, error?.code]).toEqual(['failed', 'registry_unreachable']);
      expect(error?.hint).toMatch(/^Check the registry name/);
      expect(error?.detail).not.toContain(error?.hint);
    });
  });

  describe('GET /v2/commits', () => {
    it('lists the newest first, page by page, by filter', async () => {
      const [author, start] = ['lister', registry.image('v2/listed')];
      const ids: string[] = [];
      for (const n of [1, 2, 3]) ids.unshift((await committed({ author, image: `${start}-${n}:v1` })).id);
      const first = (await client().commits(`author=${author}&limit=2`)).body;
      expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
      const second = (await client().commits(`author=${author}&limit=2&cursor=${first.next_cursor}`)).body;
      expect(second).toEqual({ items: [expect.objectContaining({ id: ids[2] })] });
      const byImage = (await client().commits(`image=${encodeURIComponent(`${start}-2`)}&status=succeeded,failed`))
        .body;
      expect(byImage.items.map(({ id }) => id)).toEqual([ids[1]]);
      expect((await client().commits(`author=${author}&status=failed`)).body.items).toEqual([]);
    });

    it.each(['status=done', 'limit=0', 'limit=many', 'cursor=x'])('refuses ?%s', async (query) => {
      expect((await client().commits(query)).status).toBe(400);
    });
  });

  describe('events of a commit', () => {
    it('report measured progress, at most four a second, and end with the commit', async () => {
      const bulk = await large('v2-bulk', 160);
      try {
        const { body } = await client().submit(order({ container: bulk.name, image: registry.image('v2/bulk:v1') }));
        const events: (CommitEvent & { at: number })[] = [];
        for await (const event of client().events({ commit: body.id }))
          events.push({ ...event, at: performance.now() });
        expect(events.at(-1)?.commit).toMatchObject({ state: 'succeeded', digest: expect.stringMatching(/^sha256:/) });
        const gaps = events.slice(1).map(({ at }, index) => at - events[index]!.at);
        expect(Math.min(...gaps)).toBeGreaterThan(200);
        const progress = events.flatMap(({ commit }) => commit.progress ?? []);
        expect(progress.length).toBeGreaterThan(0);
        for (const { bytes, total_bytes: total, percent } of progress) {
          expect(bytes).toBeLessThanOrEqual(total!);
          expect(percent).toBe(Math.floor((100 * bytes) / total!));
        }
        expect(Math.max(...progress.map(({ total_bytes: total }) => total!))).toBeGreaterThan(160 * MB);
        expect(progress.some(({ bytes_per_second: rate, eta_seconds: eta }) => rate! > 0 && eta! >= 0)).toBe(true);
      } finally {
        await bulk.remove();
      }
    });

    it('of an ended commit are its end, of an unknown one a problem', async () => {
      const { id } = await committed();
      const events: CommitEvent[] = [];
      for await (const event of client().events({ commit: id })) events.push(event);
      expect(events.map(({ commit }) => commit.state)).toEqual(['succeeded']);
      expect((await client().get<Problem>('/v2/commits/nothing/events')).body.code).toBe('commit_not_found');
    });

    it('of all commits resume after the last received event', async () => {
      const stream = client().events();
      const first = stream.next();
      const { id } = await committed();
      const { value } = await first;
      await stream.return();
      const missed = await committed({ image: registry.image('v2/missed:v1') });
      const seen = new Set<string>();
      for await (const { commit } of client().events({ lastEventId: value!.id })) {
        seen.add(`${commit.id} ${commit.state}`);
        if (seen.has(`${missed.id} succeeded`)) break;
      }
      expect(seen).toContain(`${id} succeeded`);
    });
  });

  describe('POST /v2/commits/{id}/cancel', () => {
    it('ends a queued commit at once, with the name of the requester', async () => {
      const bulks = await Promise.all([1, 2, 3].map((n) => large(`v2-queue-${n}`, 100)));
      try {
        for (const { name } of bulks)
          await client().submit(order({ container: name, image: registry.image(`v2/${name}:v1`) }));
        const { body: waiting } = await client().submit(order({ image: registry.image('v2/waiting:v1') }));
        expect((await client().commit(waiting.id)).body).toMatchObject({ state: 'queued', place: expect.any(Number) });
        const { status, body } = await client().cancel(waiting.id, 'bob');
        expect([status, body]).toEqual([202, expect.objectContaining({ state: 'cancelled', cancelled_by: 'bob' })]);
        expect((await client().query(waiting.id)).commit).toMatchObject({
          status: 'FAILED',
          status_msg: 'cancelled by bob',
        });
        const running = (await client().commits('status=committing,pushing,preparing')).body.items;
        await Promise.all(running.map(({ id }) => client().cancel(id)));
        for (const { id } of running) await client().commit(id, 10);
      } finally {
        await Promise.all(bulks.map((bulk) => bulk.remove()));
      }
    });

    it.each([
      ['committing', 'directly', IP],
      ['committing', 'by the engine', ENGINE_IP],
      ['pushing', 'by the engine', ENGINE_IP],
    ])('cancels a commit that is %s %s within 3 s, resumes the container, leaves nothing', async (phase, _way, ip) => {
      const name = `v2-cancel-${phase}-${ip}`;
      const bulk = await large(name, 300);
      const images = await engine.imageIds();
      try {
        const image = registry.image(`v2/${name}:v1`);
        const { body } = await client().submit(order({ ip, container: name, image }));
        for await (const { commit } of client().events({ commit: body.id })) {
          if (commit.state === phase) break;
          if (commit.ended_at) throw new Error(`It has ended before it was ${phase}: ${commit.message}`);
        }
        const asked = performance.now();
        await client().cancel(body.id, 'carol');
        const ended = (await client().commit(body.id, 10)).body;
        expect(ended).toMatchObject({ state: 'cancelled', message: 'cancelled by carol' });
        // The runtime may finish a pause that it has begun before the container is resumed.
        await until('the container to run', 3, async () => !(await bulk.isPaused()));
        expect(performance.now() - asked).toBeLessThan(3_000);
        expect(await registry.tags(`v2/${name}`)).toEqual([]);
        await until('the images to go', 20, async () => (await engine.imageIds()).length === images.length);
        expect((await client().cancel(body.id, 'dave')).body).toMatchObject({
          state: 'cancelled',
          cancelled_by: 'carol',
        });
        expect(await committed({ ip, container: name, image })).toMatchObject({ state: 'succeeded' });
      } finally {
        await bulk.remove();
      }
    });

    it('is refused for ended and unknown commits', async () => {
      const { id } = await committed();
      const { status, body } = await client().cancel(id);
      expect([status, body]).toEqual([409, expect.objectContaining({ code: 'commit_ended' })]);
      expect((await client().cancel('nothing')).status).toBe(404);
    });
  });

  it('shows the agents with their state, and the containers of a node', async () => {
    const { body: agents } = await client().get<AgentList>('/v2/agents');
    expect(agents.items).toEqual(
      [IP, ENGINE_IP].map((ip) => expect.objectContaining({ ip, online: true, running: 0, queued: 0 })),
    );
    const { body: containers } = await client().get<ContainerList>(`/v2/agents/${IP}/containers`);
    expect(containers.items).toContainEqual(
      expect.objectContaining({ id: container.id, name: container.name, state: 'running' }),
    );
    expect((await client().get<Problem>('/v2/agents/127.0.0.9/containers')).body.code).toBe('agent_not_found');
  });
});
