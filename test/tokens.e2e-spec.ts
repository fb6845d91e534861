import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommitAnswer, CommitQueryAnswer, Envelope } from '@image-factory/contracts';
import { AgentProcess, JsonClient, ShieldProcess } from '../sandbox/index.js';
import { machine } from './setup/machine.js';

const IP = '127.0.0.2';

describe('tokens', () => {
  const { engine, registry } = machine();
  let shield: ShieldProcess;
  let agent: AgentProcess;

  beforeAll(async () => {
    const configuration = { api_token: 'old-platform,new-platform', agent_token: 'new-agent, old-agent' };
    shield = await ShieldProcess.start({ configuration });
    agent = await AgentProcess.start({ shield, engine, ip: IP, configuration: { agent_token: 'old-agent,new-agent' } });
    await agent.logged(/registered with the shield/);
  });

  afterAll(async () => {
    await agent?.stop();
    await shield?.stop();
  });

  const withToken = (address: string, token: string) => new JsonClient(address, { authorization: `Bearer ${token}` });

  it.each(['old-platform', 'new-platform'])('%s may commit', async (token) => {
    const container = await engine.run();
    try {
      const client = withToken(shield.address, token);
      const order = { ip: IP, container: container.name, image: registry.image(`tokens/${token}:v1`) };
      const { status, body } = await client.post<Envelope>('/v1/commit/sync', order);
      expect([status, body.success]).toEqual([201, true]);
    } finally {
      await container.remove();
    }
  });

  it.each([
    ['GET', '/v1/commit/query?transaction_id=x'],
    ['GET', '/v1/commit/size?ip=127.0.0.2&container=x'],
    ['POST', '/v1/commit/async'],
    ['POST', '/v1/commit/sync'],
    ['POST', '/v1/agent/register'],
    ['PUT', '/v1/commit/status'],
  ])(
    'the shield answers 401 to %s %s without a token, with a wrong one and with one for somebody else',
    async (method, path) => {
      const other = path.startsWith('/v1/agent') || path.endsWith('status') ? 'new-platform' : 'new-agent';
      const clients = [
        new JsonClient(shield.address),
        withToken(shield.address, 'wrong'),
        withToken(shield.address, other),
      ];
      for (const client of clients) {
        const { status, body } = await client.send<Envelope>(method, path, method === 'GET' ? undefined : '{}');
        expect([status, body.success, typeof body.msg]).toEqual([401, false, 'string']);
      }
    },
  );

  it.each([
    ['GET', '/v1/commit/size?container=x'],
    ['GET', '/v1/container/identity?container=x'],
    ['POST', '/v1/commit/async'],
    ['POST', '/v1/commit/sync'],
  ])('the agent answers 401 to %s %s without a token or with a wrong one', async (method, path) => {
    for (const client of [new JsonClient(agent.address), withToken(agent.address, 'new-platform')]) {
      const { status, body } = await client.send<Envelope>(method, path, method === 'GET' ? undefined : '{}');
      expect([status, body.success]).toEqual([401, false]);
    }
  });

  it('no log contains a token', () => {
    for (const token of ['old-platform', 'new-platform', 'old-agent', 'new-agent', 'wrong']) {
      expect(shield.log).not.toContain(`Bearer ${token}`);
      expect(agent.log).not.toContain(`Bearer ${token}`);
    }
  });

  it('warns at startup if there are no tokens', async () => {
    await using open = await ShieldProcess.start();
    await open.logged(/api_token is not set/);
    expect(shield.log).not.toContain('api_token is not set');

    await using openAgent = await AgentProcess.start({ shield: open, engine, ip: '127.0.0.4' });
    await openAgent.logged(/agent_token is not set/);
    expect(agent.log).not.toContain('agent_token is not set');
  });

  it('shows a commit only to authorised callers', async () => {
    const container = await engine.run();
    try {
      const order = { ip: IP, container: container.name, image: registry.image('tokens/known:v1') };
      const { body } = await withToken(shield.address, 'old-platform').post<CommitAnswer>('/v1/commit/sync', order);
      const path = `/v1/commit/query?transaction_id=${body.transaction_id}`;
      expect(await withToken(shield.address, 'new-platform').get(path)).toMatchObject({ body: { success: true } });
      for (const stranger of [withToken(shield.address, 'new-agent'), new JsonClient(shield.address)]) {
        const { status, body: answer } = await stranger.get<CommitQueryAnswer>(path);
        expect([status, answer.success, answer.commit]).toEqual([401, false, undefined]);
      }
      expect(shield.log).toMatch(/"path":"\/v1\/commit\/query".*"request rejected: invalid token"/);
    } finally {
      await container.remove();
    }
  });

  it('counts all calls of one address together', async () => {
    await using strict = await ShieldProcess.start({ configuration: { rate_limit: 4 } });
    const paths = ['/v2/commits?limit=1', '/v1/commit/size?ip=127.0.0.2&container=a'];
    const statuses: number[] = [];
    for (let call = 0; call < 8; call++) {
      statuses.push((await strict.client.get<Envelope>(paths[call % 2]!)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429, 429, 429]);
  });

  it('does not count the queries of a commit, known or unknown', async () => {
    const limit = 4;
    await using strict = await ShieldProcess.start({ configuration: { rate_limit: limit } });
    await using agentOfStrict = await AgentProcess.start({ shield: strict, engine, ip: '127.0.0.4' });
    await agentOfStrict.logged(/registered with the shield/);
    const container = await engine.run();
    try {
      const order = { ip: '127.0.0.4', container: container.name, image: registry.image('tokens/counted:v1') };
      const { transaction_id: id } = await strict.client.commitSync(order);
      for (let call = 0; call < 5 * limit; call++) expect((await strict.client.query(id!)).success).toBe(true);
      for (let call = 0; call < 5 * limit; call++) {
        const { status, body } = await strict.client.get<Envelope>('/v1/commit/query?transaction_id=none');
        expect([status, body.success]).toEqual([200, false]);
      }
    } finally {
      await container.remove();
    }
  });
});
