import type { AgentFeature } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';

/** An agent under one ip of its node. */
export interface Agent {
  readonly ip: string;
  /** Base address of its API, without a slash at the end. */
  readonly address: string;
  /** Stable id of the node's engine; a first-generation agent has none. */
  readonly nodeId?: string;
  /** Id of its start; a first-generation agent has none. */
  readonly bootId?: string;
  readonly version?: string;
  /** What it can do that not every agent can, as it tells; an older agent tells nothing. */
  readonly features?: readonly string[];
  /** Last registration, Unix milliseconds. */
  readonly seenAt: number;
}

/**
 * @param need for people: `leave anything out of a save`
 * @throws FactoryError `agent_outdated` if the agent does not tell that it has a feature
 */
export function demand({ ip, features = [] }: Agent, feature: AgentFeature, need: string): void {
  if (features.includes(feature)) return;
  throw new FactoryError('agent_outdated', `The agent of ${ip} cannot ${need}.`);
}

/** Key of the node that an agent works on: the same under every ip, as far as the agent tells. */
export function nodeOf(agent: Agent): string {
  return agent.nodeId ?? agent.ip;
}
