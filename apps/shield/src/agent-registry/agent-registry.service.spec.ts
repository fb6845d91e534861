import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FactoryError } from '@image-factory/errors';
import { AgentRegistryService } from './agent-registry.service.js';
import type { AgentClient } from './agent.client.js';
import { MemoryAgentStore } from './stores/memory/memory-agent.store.js';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

describe('AgentRegistryService', () => {
  const registration = { ip: '127.0.0.2', address: 'http://127.0.0.2:9002/' };
  Logger.overrideLogger(false);
  let isHealthy: boolean;
  let registry: AgentRegistryService;

  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000_000_000 });
    isHealthy = true;
    const health = () => (isHealthy ? Promise.resolve() : Promise.reject(new FactoryError('agent_unreachable', 'No.')));
    registry = new AgentRegistryService(new MemoryAgentStore(), { health } as unknown as AgentClient);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('finds a registered agent, and strips the trailing slash of its address', async () => {
    await registry.register(registration);
    expect(await registry.online('127.0.0.2')).toMatchObject({ address: 'http://127.0.0.2:9002' });
  });

  it('has the features of the last registration', async () => {
    await registry.register({ ...registration, features: ['omissions'] });
    expect(await registry.online('127.0.0.2')).toMatchObject({ features: ['omissions'] });
    await registry.register(registration);
    expect((await registry.online('127.0.0.2')).features).toBeUndefined();
  });

  it('rejects an agent whose health check fails', async () => {
    isHealthy = false;
    await expect(registry.register(registration)).rejects.toMatchObject({ code: 'agent_unreachable' });
    await expect(registry.online('127.0.0.2')).rejects.toMatchObject({ code: 'agent_not_online' });
  });

  it('treats an agent as offline after three missed registrations, until it registers again', async () => {
    await registry.register(registration);
    jest.advanceTimersByTime(90 * SECOND);
    expect(await registry.online('127.0.0.2')).toBeDefined();
    jest.advanceTimersByTime(1 * SECOND);
    await expect(registry.online('127.0.0.2')).rejects.toMatchObject({ code: 'agent_not_online' });
    await registry.register(registration);
    expect(await registry.online('127.0.0.2')).toBeDefined();
  });

  it('removes an agent that has been silent for a day', async () => {
    await registry.register(registration);
    jest.advanceTimersByTime(DAY);
    await registry.forgetSilent();
    expect(await registry.find('127.0.0.2')).toBeDefined();
    jest.advanceTimersByTime(1);
    await registry.forgetSilent();
    expect(await registry.find('127.0.0.2')).toBeUndefined();
  });

  it.each(['ftp://127.0.0.2', 'http://user:secret@127.0.0.2', 'nonsense', ''])(
    'refuses the address "%s"',
    async (address) => {
      await expect(registry.register({ ip: '127.0.0.2', address })).rejects.toMatchObject({ code: 'invalid_request' });
    },
  );
});
