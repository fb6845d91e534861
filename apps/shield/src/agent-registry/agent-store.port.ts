import type { Agent } from './agent.js';

/** Stores the registered agents, one per ip. */
export interface AgentStore {
  /** Writes an agent; replaces the previous agent of its ip. */
  put(agent: Agent): Promise<void>;

  /** The agent registered for an ip. */
  find(ip: string): Promise<Agent | undefined>;

  /** All agents, by ip. */
  list(): Promise<Agent[]>;

  /** Number of agents that have registered since a moment (Unix milliseconds). */
  countSeenSince(time: number): Promise<number>;

  /** Removes the agents that have not registered since a moment (Unix milliseconds). @returns the removed agents */
  removeUnseenSince(time: number): Promise<Agent[]>;
}

/** Injection token of the store that the application uses. */
export const AGENT_STORE = Symbol('AgentStore');
