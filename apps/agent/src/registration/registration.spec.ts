import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { AgentConfiguration } from '../config/agent-configuration.js';
import { startTestAgent, type TestAgent } from '../testing/test-agent.js';
import { FactoryError } from '@image-factory/errors';
import { RegistrationService } from './registration.service.js';

/** Each test starts a whole agent. */
jest.setTimeout(30_000);

let agent: TestAgent;

afterEach(() => agent.stop());

async function registered(settings: Partial<AgentConfiguration>) {
  agent = await startTestAgent(settings);
  await agent.app.get(RegistrationService).register();
  return agent.shield.registrations;
}

describe('a registration', () => {
  it('is sent for each ip of the node, with the identity of the agent', async () => {
    const registrations = await registered({ node_ip: ['192.0.2.2', '192.0.2.3'], port: 24_099 });
    expect(registrations.map(({ ip, address }) => ({ ip, address }))).toEqual([
      { ip: '192.0.2.2', address: 'http://192.0.2.2:24099' },
      { ip: '192.0.2.3', address: 'http://192.0.2.3:24099' },
    ]);
    const [first, second] = registrations;
    expect(first?.features).toEqual(['containers', 'omissions', 'preview']);
    expect(first).toMatchObject({ node_id: 'ENGI:NEID', running: [], boot_id: second?.boot_id });
    expect(first?.boot_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('carries agent_address for each ip when it is set', async () => {
    const registrations = await registered({ node_ip: ['192.0.2.2'], agent_address: 'https://agents.example.com/7' });
    expect(registrations).toMatchObject([{ ip: '192.0.2.2', address: 'https://agents.example.com/7' }]);
  });

  it.each([
    ['http://203.0.113.7', '203.0.113.7'],
    ['http://node7.example.com:9002', 'node7.example.com:9002'],
    ['http://Node7.example.com:80/', 'Node7.example.com:80'],
    ['https://[2001:db8::7]:9002', '[2001:db8::7]:9002'],
  ])('is sent for the host of agent_address %s, as it is set, too', async (agent_address, ip) => {
    const registrations = await registered({ node_ip: ['192.0.2.2'], agent_address });
    const expected = ['192.0.2.2', ip].map((each) => expect.objectContaining({ ip: each, address: agent_address }));
    expect(registrations).toEqual(expected);
    expect(new Set(registrations.map(({ boot_id }) => boot_id)).size).toBe(1);
  });

  it('is sent once when agent_address has an ip of the node', async () => {
    const registrations = await registered({ node_ip: ['192.0.2.2'], agent_address: 'http://192.0.2.2' });
    expect(registrations.map(({ ip }) => ip)).toEqual(['192.0.2.2']);
  });

  it('omits the id of an unresponsive runtime, and includes it later', async () => {
    agent = await startTestAgent();
    agent.engine.failure = new FactoryError('engine_unreachable', 'The engine does not answer.');
    await agent.app.get(RegistrationService).register();
    agent.engine.failure = undefined;
    await agent.app.get(RegistrationService).register();
    expect(agent.shield.registrations.map(({ node_id }) => node_id)).toEqual([undefined, 'ENGI:NEID']);
  });

  it('is retried until the shield answers', async () => {
    agent = await startTestAgent();
    agent.shield.answer = () => ({ status: 503, body: 'starting' });
    await agent.app.get(RegistrationService).register();
    agent.shield.answer = () => ({ status: 201, body: { success: true, msg: 'ok' } });
    await agent.shield.until(() => agent.shield.registrations.length === 2);
  });
});
