import type { AgentStore } from '../../agent-store.port.js';
import type { Agent } from '../../agent.js';

/** In-memory agent store for tests and trials; after a restart, agents register again. */
export class MemoryAgentStore implements AgentStore {
  private readonly agents = new Map<string, Agent>();

  put(agent: Agent): Promise<void> {
    this.agents.set(agent.ip, agent);
    return Promise.resolve();
  }

  find(ip: string): Promise<Agent | undefined> {
    return Promise.resolve(this.agents.get(ip));
  }

  list(): Promise<Agent[]> {
    return Promise.resolve([...this.agents.values()].sort((a, b) => (a.ip < b.ip ? -1 : 1)));
  }

  countSeenSince(time: number): Promise<number> {
    return Promise.resolve([...this.agents.values()].filter(({ seenAt }) => seenAt >= time).length);
  }

  removeUnseenSince(time: number): Promise<Agent[]> {
    const gone = [...this.agents.values()].filter(({ seenAt }) => seenAt < time);
    gone.forEach(({ ip }) => this.agents.delete(ip));
    return Promise.resolve(gone);
  }
}
