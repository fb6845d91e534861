import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommitStatus, type Envelope, type SizeAnswer } from '@image-factory/contracts';
import { AgentProcess } from '../sandbox/agent-process.js';
import type { NodeContainer } from '../sandbox/node-container.js';
import { until } from '../sandbox/until.js';
import { FirstGenerationShield } from './peers/first-generation-shield.js';
import { machine } from './setup/machine.js';

/** The agent's own calls, made by a first-generation shield. */
describe('v1 of the agent', () => {
  const { engine, registry } = machine();
  let shield: FirstGenerationShield;
  let agent: AgentProcess;
  let container: NodeContainer;

  beforeAll(async () => {
    shield = await FirstGenerationShield.start();
    // Engine commits have long pushes, which report progress.
    agent = await AgentProcess.start({ shield, engine, ip: '127.0.0.30', configuration: { save_mode: 'engine' } });
    container = await engine.run({ name: 'agent-notebook' });
    await container.write('/home/user/note.txt', 'kept\n');
  });

  afterAll(async () => {
    await container?.remove();
    await agent?.stop();
    await shield?.[Symbol.asyncDispose]();
  });

  /** In the first implementation, the container is the transaction id. */
  function order(fields: object = {}) {
    const absent = { author: '', note: '', hub_user: '', hub_pwd: '', hub_addr: '' };
    return {
      transaction: container.name,
      container: container.name,
      image: registry.image('agent/alice:v1'),
      ...absent,
      ...fields,
    };
  }

  it('registers each of its ips with its address', async () => {
    await until('the registration', 20, () => shield.registrations.length > 0);
    expect(shield.registrations[0]).toMatchObject({ ip: '127.0.0.30', address: agent.address });
  });

  it('GET /health answers 200', async () => {
    const { status, body } = await agent.client.get<Envelope>('/health');
    expect([status, body]).toEqual([200, { success: true, msg: expect.any(String) }]);
  });

  it('GET /v1/commit/size answers the size, and 0 for no such container', async () => {
    const known = await agent.client.get<SizeAnswer>(`/v1/commit/size?container=${container.name}`);
    expect([known.status, known.body.success]).toEqual([200, true]);
    expect(known.body.size).toBeGreaterThan(0);
    const unknown = await agent.client.get<SizeAnswer>('/v1/commit/size?container=agent-note');
    expect([unknown.status, unknown.body]).toMatchObject([200, { success: false, size: 0 }]);
  });

  it('POST /v1/commit/async answers 200 at once and reports state by state', async () => {
    const { status, body } = await agent.client.post<Envelope>('/v1/commit/async', order());
    expect([status, body.success]).toEqual([200, true]);
    expect((await shield.ended(container.name)).status).toBe('SUCCEEDED');
    expect(shield.states(container.name)).toEqual(['PROCESSING', 'COMMITTING', 'PUSHING', 'SUCCEEDED']);
    expect(await registry.tags('agent/alice')).toEqual(['v1']);
  });

  it('commits again with the same transaction, as a first-generation shield requests', async () => {
    shield.forget();
    const { body } = await agent.client.post<Envelope>(
      '/v1/commit/async',
      order({ image: registry.image('agent/again:v1') }),
    );
    expect(body.success).toBe(true);
    expect((await shield.ended(container.name)).status).toBe('SUCCEEDED');
    expect(await registry.tags('agent/again')).toEqual(['v1']);
  });

  it('POST /v1/commit/sync answers 200 when the commit has ended', async () => {
    const { status, body } = await agent.client.post<Envelope>(
      '/v1/commit/sync',
      order({ image: registry.image('agent/sync:v1') }),
    );
    expect([status, body.success]).toEqual([200, true]);
    expect(await registry.tags('agent/sync')).toEqual(['v1']);
  });

  it('POST /v1/commit/sync answers 200 with success false when the commit has failed', async () => {
    const { status, body } = await agent.client.post<Envelope>(
      '/v1/commit/sync',
      order({ image: '127.0.0.1:1/agent/alice:v1' }),
    );
    expect([status, body.success]).toEqual([200, false]);
    expect(body.msg).toMatch(/registry/i);
    expect(await container.isPaused()).toBe(false);
  });

  it('repeats PUSHING every 3 s while it pushes', async () => {
    const slow = await engine.run({ name: 'agent-slow' });
    try {
      await slow.shell('dd if=/dev/urandom of=/bulk bs=1M count=300 2>/dev/null');
      const image = registry.image('agent/slow:v1');
      await agent.client.post('/v1/commit/async', order({ transaction: 'slow', container: slow.name, image }));
      expect((await shield.ended('slow')).status).toBe('SUCCEEDED');
      const pushing = shield.reports.filter(
        ({ transaction, status }) => transaction === 'slow' && status === CommitStatus.PUSHING,
      );
      expect(pushing.length).toBeGreaterThanOrEqual(2);
    } finally {
      await slow.remove();
    }
  });

  it('refuses a missing container, and a second commit while one runs', async () => {
    const unknown = await agent.client.post<Envelope>('/v1/commit/async', order({ container: 'agent-note' }));
    expect([unknown.status, unknown.body.success]).toEqual([200, false]);
    expect(unknown.body.msg).toContain('agent-note');
  });
});
