import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Envelope } from '@image-factory/contracts';
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

  it.each(['old-platform', 'new-platform'])('%s may save', async (token) => {
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

  it('no token stands in a log', () => {
    for (const token of ['old-platform', 'new-platform', 'old-agent', 'new-agent', 'wrong']) {
      expect(shield.log).not.toContain(`Bearer ${token}`);
      expect(agent.log).not.toContain(`Bearer ${token}`);
    }
  });

  it('warns at the start when there are no tokens', async () => {
    await using open = await ShieldProcess.start();
    await open.logged(/api_token is not set/);
    expect(shield.log).not.toContain('api_token is not set');

    await using openAgent = await AgentProcess.start({ shield: open, engine, ip: '127.0.0.4' });
    await openAgent.logged(/agent_token is not set/);
    expect(agent.log).not.toContain('agent_token is not set');
  });
});
