import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommitAnswer, CommitResource } from '@image-factory/contracts';
import { ShieldProcess } from '../sandbox/shield-process.js';
import { until } from '../sandbox/until.js';
import { FirstGenerationAgent } from './peers/first-generation-agent.js';

const IP = '127.0.0.20';

/** The agents' calls, made by a first-generation agent. */
describe('v1, for the agents', () => {
  let shield: ShieldProcess;
  let agent: FirstGenerationAgent;

  beforeAll(async () => {
    shield = await ShieldProcess.start({ configuration: { max_commit_exist_time: 6 } });
    agent = await FirstGenerationAgent.start(shield, IP);
  });

  afterAll(async () => {
    await agent?.[Symbol.asyncDispose]();
    await shield?.stop();
  });

  async function accepted(container: string, fields: object = {}): Promise<string> {
    const order = { ip: IP, container, image: 'registry.example.com/alice:v1', ...fields };
    const { body } = await shield.client.post<CommitAnswer>('/v1/commit/async', order);
    expect(body).toMatchObject({ success: true });
    await until(`the order for ${container}`, 10, () => agent.orders.some((each) => each.container === container));
    return body.transaction_id!;
  }

  async function statusOf(id: string) {
    const { commit } = await shield.client.query(id);
    return [commit?.status, commit?.status_msg];
  }

  describe('POST /v1/agent/register', () => {
    it('is refused when the call back to /health fails', async () => {
      agent.healthy = false;
      const { status, body } = await agent.register(IP);
      agent.healthy = true;
      expect([status, body.success]).toEqual([201, false]);
      expect(await shield.client.hasAgent(IP)).toBe(false);
    });

    it('is refused if nothing answers at the address', async () => {
      const registration = { ip: IP, address: 'http://127.0.0.20:1' };
      const { status, body } = await shield.client.post('/v1/agent/register', registration);
      expect([status, body]).toMatchObject([201, { success: false, msg: expect.stringContaining('127.0.0.20:1') }]);
    });

    it('answers 201 after the call back, repeatedly and for several ips', async () => {
      for (const ip of [IP, IP, '127.0.0.21']) {
        const { status, body } = await agent.register(ip);
        expect([status, body]).toEqual([201, { success: true, msg: expect.any(String) }]);
        expect(await shield.client.hasAgent(ip)).toBe(true);
      }
      expect(agent.calls.filter(({ path }) => path === '/health').length).toBeGreaterThanOrEqual(4);
    });

    it.each([
      [{ address: 'http://127.0.0.20:9002' }, 'ip'],
      [{ ip: IP }, 'address'],
      [{ ip: IP, address: 'ftp://127.0.0.20' }, 'address'],
      [{ ip: IP, address: 'http://user:secret@127.0.0.20' }, 'address'],
      [{ ip: IP, address: 'nonsense' }, 'address'],
    ])('answers 400 to %j, naming %s', async (registration, field) => {
      const { status, body } = await shield.client.post('/v1/agent/register', registration);
      expect([status, body]).toMatchObject([400, { success: false, msg: expect.stringContaining(field) }]);
    });
  });

  it('requests the size from the agent', async () => {
    expect(await shield.client.size(IP, 'known')).toEqual({ success: true, size: 4711, msg: 'ok' });
    expect(await shield.client.size(IP, 'unknown')).toMatchObject({
      success: false,
      size: 0,
      msg: 'no such container',
    });
  });

  it('dispatches a commit with the fields that the agent supports', async () => {
    const sent = {
      author: 'alice',
      note: 'a note',
      hub_user: 'u',
      hub_pwd: 'p',
      hub_addr: 'https://registry.example.com/v2/',
    };
    const id = await accepted('fields', sent);
    const image = 'registry.example.com/alice:v1';
    expect(agent.orders.at(-1)).toMatchObject({ transaction: id, container: 'fields', image, ...sent });
    await agent.report(id, 'FAILED');
  });

  describe('PUT /v1/commit/status', () => {
    it('moves the commit forward, state by state', async () => {
      const id = await accepted('forward');
      for (const state of ['PROCESSING', 'COMMITTING', 'PUSHING', 'PUSHING', 'SUCCEEDED']) {
        const { status, body } = await agent.report(id, state, `now ${state}`);
        expect([status, body.success]).toEqual([200, true]);
        expect(await statusOf(id)).toEqual([state, `now ${state}`]);
      }
    });

    it('never moves it back: a late report is acknowledged and changes nothing', async () => {
      const id = await accepted('late');
      await agent.report(id, 'PUSHING', 'first');
      for (const late of ['PROCESSING', 'COMMITTING', 'INITIALIZED']) {
        expect((await agent.report(id, late)).body.success).toBe(true);
        expect(await statusOf(id)).toEqual(['PUSHING', 'first']);
      }
      await agent.report(id, 'SUCCEEDED', 'done');
      for (const late of ['PUSHING', 'FAILED']) {
        expect((await agent.report(id, late)).body.success).toBe(true);
        expect(await statusOf(id)).toEqual(['SUCCEEDED', 'done']);
      }
    });

    it.each([
      ['head', 'head'],
      ['get', 'get'],
      ['push', 'push'],
      ['a way of tomorrow', undefined],
      [{ by: 'nobody' }, undefined],
      [undefined, undefined],
    ])('accepts verified_by %j and returns %j in v1 and v2', async (verified_by, shown) => {
      const id = await accepted(`verified-${shown}-${typeof verified_by}`);
      const report = { transaction: id, status: 'SUCCEEDED', digest: `sha256:${'0'.repeat(64)}`, verified_by };
      expect((await shield.client.put('/v1/commit/status', report)).body).toMatchObject({ success: true });
      expect((await shield.client.query(id)).commit?.verified_by).toBe(shown);
      const { body } = await shield.client.get<CommitResource>(`/v2/commits/${id}`);
      expect([body.state, body.digest, body.verified_by]).toEqual(['succeeded', report.digest, shown]);
    });

    it('reports an unknown transaction as not found', async () => {
      const { status, body } = await agent.report('nobody-knows', 'PUSHING');
      expect([status, body.success]).toEqual([200, false]);
      expect(body.msg).toContain('not found');
    });

    it.each([
      [{ status: 'PUSHING' }, 'transaction'],
      [{ transaction: 'x', status: 'DANCING' }, 'status'],
      [{ transaction: 'x' }, 'status'],
    ])('answers 400 to %j, naming %s', async (report, field) => {
      const { status, body } = await shield.client.put('/v1/commit/status', report);
      expect([status, body]).toMatchObject([400, { success: false, msg: expect.stringContaining(field) }]);
    });
  });

  it('refuses a second commit of a container by its string if the agent cannot resolve identities', async () => {
    const id = await accepted('twice');
    const again = { ip: IP, container: 'twice', image: 'registry.example.com/alice:v2' };
    expect(await shield.client.commitAsync(again)).toMatchObject({ success: false, transaction_id: id });
    await agent.report(id, 'FAILED');
    expect(await shield.client.commitAsync(again)).toMatchObject({ success: true });
  });

  describe('retention', () => {
    it('removes an ended record in time and never a running one', async () => {
      const [ended, running] = [await accepted('ended'), await accepted('running')];
      await agent.report(ended, 'SUCCEEDED');
      await agent.report(running, 'PUSHING');
      const gone = async () => !(await shield.client.query(ended)).success;
      expect(await gone()).toBe(false);
      await until('the record to go', 30, gone);
      expect(await statusOf(running)).toEqual(['PUSHING', 'pushing']);
      await agent.report(running, 'FAILED');
    });
  });
});
