import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AgentStore } from './agent-store.port.js';
import type { Agent } from './agent.js';

function agent(ip: string, fields: Partial<Agent> = {}): Agent {
  return { ip, address: `http://${ip}:9002`, seenAt: 1_000, ...fields };
}

/**
 * Contract of every agent store.
 * @param open returns an empty store
 */
export function agentStoreContract(name: string, open: () => Promise<AgentStore>): void {
  describe(`${name} as an agent store`, () => {
    let store: AgentStore;

    beforeEach(async () => void (store = await open()));

    it('returns every field of a stored agent', async () => {
      const optional = { nodeId: 'node', bootId: 'boot', version: '1.2.3', features: ['omissions', 'a "new" one'] };
      const full: Required<Agent> = { ...agent('10.0.0.1'), ...optional };
      await store.put(full);
      await store.put(agent('10.0.0.2'));
      expect(await store.find('10.0.0.1')).toEqual(full);
      expect(await store.find('10.0.0.2')).toEqual(agent('10.0.0.2'));
    });

    it('finds nothing for another ip', async () => {
      await store.put(agent('10.0.0.1'));
      expect(await store.find('10.0.0.10')).toBeUndefined();
      expect(await store.find('10.0.0.1\0')).toBeUndefined();
    });

    it('keeps only the latest agent of an ip', async () => {
      await store.put(agent('10.0.0.1', { nodeId: 'node', bootId: 'boot', version: '1.2.3', features: ['omissions'] }));
      const last = agent('10.0.0.1', { address: 'http://10.0.0.1:9003', seenAt: 2_000 });
      await store.put(last);
      expect(await store.list()).toEqual([last]);
    });

    it('lists all agents by ip', async () => {
      for (const ip of ['10.0.0.2', 'fe80::1', '10.0.0.10', '10.0.0.1']) await store.put(agent(ip));
      expect((await store.list()).map(({ ip }) => ip)).toEqual(['10.0.0.1', '10.0.0.10', '10.0.0.2', 'fe80::1']);
    });

    it('counts the agents seen since a moment', async () => {
      await store.put(agent('10.0.0.1', { seenAt: 999 }));
      await store.put(agent('10.0.0.2', { seenAt: 1_000 }));
      await store.put(agent('10.0.0.3', { seenAt: 1_001 }));
      expect(await Promise.all([0, 1_000, 1_002].map((time) => store.countSeenSince(time)))).toEqual([3, 2, 0]);
    });

    it('removes agents not seen since a moment, and returns them', async () => {
      const now = Date.UTC(2026, 10, 24);
      const gone = agent('10.0.0.1', { seenAt: now - 1, bootId: 'boot' });
      await store.put(gone);
      await store.put(agent('10.0.0.2', { seenAt: now }));
      expect(await store.removeUnseenSince(now)).toEqual([gone]);
      expect((await store.list()).map(({ ip }) => ip)).toEqual(['10.0.0.2']);
      expect(await store.removeUnseenSince(now)).toEqual([]);
    });

    it('accepts concurrent registrations', async () => {
      const ips = Array.from({ length: 100 }, (_, index) => `10.0.1.${index % 50}`);
      await Promise.all(ips.map((ip, seenAt) => store.put(agent(ip, { seenAt }))));
      expect(await store.list()).toHaveLength(50);
    });
  });
}
