import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommitAnswer, CommitResource } from '@image-factory/contracts';
import { ShieldProcess } from '../sandbox/shield-process.js';
import { until } from '../sandbox/until.js';
import { FirstGenerationAgent } from './peers/first-generation-agent.js';
import { QuickAgent } from './peers/quick-agent.js';

const IP = '127.0.0.24';
const AGENT_LOST_AFTER_S = 12;
const PER_NODE = 2;

/** Commits that their agent has lost: each ends long before `commit_timeout`. */
describe('a commit that a first-generation agent has lost', () => {
  let shield: ShieldProcess;
  let agent: FirstGenerationAgent;
  let registering: NodeJS.Timeout;

  beforeAll(async () => {
    shield = await ShieldProcess.start({
      configuration: { agent_lost_after: AGENT_LOST_AFTER_S, max_commits_per_node: PER_NODE },
    });
  });

  afterAll(() => shield?.stop());

  beforeEach(async () => {
    agent = await FirstGenerationAgent.start(shield, IP);
    await agent.register(IP);
    registering = setInterval(() => void agent.register(IP), 1_000);
  });

  afterEach(async () => {
    clearInterval(registering);
    await agent[Symbol.asyncDispose]();
  });

  async function accepted(container: string): Promise<string> {
    const order = { ip: IP, container, image: 'registry.example.com/alice:v1' };
    const { body } = await shield.client.post<CommitAnswer>('/v1/commit/async', order);
    expect(body).toMatchObject({ success: true });
    return body.transaction_id!;
  }

  async function dispatched(container: string): Promise<string> {
    const id = await accepted(container);
    await until(`the order for ${container}`, 10, () => agent.orders.some((each) => each.container === container));
    await until(`the dispatch of ${container}`, 10, async () => (await resource(id)).state !== 'queued');
    return id;
  }

  async function inState(container: string, state: 'COMMITTING' | 'PUSHING'): Promise<string> {
    const id = await dispatched(container);
    await agent.report(id, state);
    return id;
  }

  async function resource(id: string): Promise<CommitResource> {
    return (await shield.client.get<CommitResource>(`/v2/commits/${id}`)).body;
  }

  const cancel = (id: string) => shield.client.post<CommitResource>(`/v2/commits/${id}/cancel`, { by: 'alice' });

  async function ended(id: string): Promise<CommitResource> {
    await until('the end', AGENT_LOST_AFTER_S + 15, async () => (await resource(id)).ended_at !== undefined);
    return resource(id);
  }

  /** Resolves when the agent has been silent for longer than the shield allows. */
  async function silence(seconds: number, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
    const end = Date.now() + seconds * 1000;
    await until('the silence to last', seconds + 10, async () => {
      await meanwhile();
      return Date.now() > end;
    });
  }

  const LOST = {
    state: 'failed',
    error: { code: 'agent_lost', detail: expect.stringContaining('may have been pushed') },
    attempt: 1,
  };

  it('while pushing ends although the agent registers, and frees its slot at once', async () => {
    const lost = [await inState('lost-one', 'PUSHING'), await inState('lost-two', 'PUSHING')];
    const waiting = await accepted('third');
    for (const id of lost) expect(await ended(id)).toMatchObject(LOST);
    await until('the dispatch of the third', 5, () => agent.orders.some(({ container }) => container === 'third'));
    await agent.report(waiting, 'FAILED');
  });

  it('while pushing continues while its agent reports', async () => {
    const id = await inState('alive', 'PUSHING');
    await silence(AGENT_LOST_AFTER_S + 4, () => agent.report(id, 'PUSHING'));
    expect((await resource(id)).state).toBe('pushing');
    await agent.report(id, 'SUCCEEDED');
    expect((await resource(id)).state).toBe('succeeded');
  });

  it.each(['COMMITTING', 'PUSHING'] as const)('in %s ends at once when a new agent registers', async (state) => {
    const id = await inState(`replaced-${state}`, state);
    clearInterval(registering);
    const registration = { ip: IP, address: agent.address, boot_id: 'boot-7', running: [] };
    await shield.client.post('/v1/agent/register', registration);
    await until('the end of the commit', 3, async () => (await resource(id)).state === 'failed');
    expect(await resource(id)).toMatchObject(LOST);
    expect(agent.orders.filter(({ transaction }) => transaction === id)).toHaveLength(1);
  });

  it('of a new agent ends at once when an old one registers', async () => {
    clearInterval(registering);
    const quick = await QuickAgent.start(shield, IP);
    try {
      const id = await accepted('held-replaced');
      await until('the dispatch', 10, async () => (await resource(id)).state === 'preparing');
      await agent.register(IP);
      await until('the end of the commit', 3, async () => (await resource(id)).state === 'failed');
      expect(await resource(id)).toMatchObject(LOST);
    } finally {
      await quick[Symbol.asyncDispose]();
    }
  });

  it('while committing sends no reports, so only the silence of its agent ends it', async () => {
    const id = await inState('committing', 'COMMITTING');
    await silence(AGENT_LOST_AFTER_S + 4);
    expect((await resource(id)).state).toBe('committing');
    const refused = await cancel(id);
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'cancel_unavailable' }]);
    clearInterval(registering);
    expect(await ended(id)).toMatchObject(LOST);
  });

  it('is cancelled at once if the agent has missed its repetitions, although it answers', async () => {
    const id = await inState('missed', 'PUSHING');
    expect((await cancel(id)).status).toBe(409);
    await silence(10.1);
    const { status, body } = await cancel(id);
    expect([status, body.state, body.cancelled_by]).toEqual([202, 'cancelled', 'alice']);
    expect(body.message).toMatch(/pushed/);
  });

  it('is cancelled as soon as an unresponsive agent is declared lost', async () => {
    const id = await inState('gone', 'COMMITTING');
    clearInterval(registering);
    agent.healthy = false;
    const { status, body } = await cancel(id);
    expect([status, body.message]).toEqual([202, `being cancelled by alice; the agent of ${IP} does not answer`]);
    const end = await ended(id);
    expect(end).toMatchObject({ state: 'cancelled', cancelled_by: 'alice' });
    expect(end.message).toMatch(/paused/);
  });
});

describe('a cancel of a commit whose agent is dead', () => {
  it('reports that the agent does not answer, and ends the commit when the agent is declared lost', async () => {
    const shield = await ShieldProcess.start({ configuration: { agent_lost_after: 6 } });
    try {
      const agent = await QuickAgent.start(shield, IP);
      const order = { ip: IP, container: 'held-dead', image: 'registry.example.com/alice:v1' };
      const { body } = await shield.client.post<CommitResource>('/v2/commits', order);
      const resource = async () => (await shield.client.get<CommitResource>(`/v2/commits/${body.id}`)).body;
      await until('the dispatch', 10, async () => (await resource()).state === 'preparing');
      await agent[Symbol.asyncDispose]();
      await shield.client.post(`/v2/commits/${body.id}/cancel`, { by: 'alice' });
      expect((await resource()).message).toContain(`the agent of ${IP} does not answer`);
      await until('the end', 20, async () => (await resource()).ended_at !== undefined);
      const end = await resource();
      expect(end).toMatchObject({ state: 'cancelled', cancelled_by: 'alice' });
      expect(end.message).toMatch(/silent.*may still be paused/);
      expect((await shield.client.post(`/v2/commits/${body.id}/cancel`, { by: 'bob' })).status).toBe(202);
    } finally {
      await shield.stop();
    }
  });
});
