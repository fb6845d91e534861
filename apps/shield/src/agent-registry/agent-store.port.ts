import type { Agent } from './agent.js';

/** Keeps the registered agents, one for each ip. */
export interface AgentStore {
  /** Writes an agent in place of the one that had its ip. */
  put(agent: Agent): Promise<void>;

  /** The agent registered under an ip. */
  find(ip: string): Promise<Agent | undefined>;

  /** All agents, by ip. */
  list(): Promise<Agent[]>;

  /** How many have registered since a moment (Unix milliseconds). */
  countSeenSince(time: number): Promise<number>;

  /** Removes the agents that have not registered since a moment (Unix milliseconds). @returns the removed ones */
  removeUnseenSince(time: number): Promise<Agent[]>;
}

/** Token of the store that the application uses. */
export const AGENT_STORE = Symbol('AgentStore');
