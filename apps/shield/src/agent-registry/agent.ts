import type { AgentFeature } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';

/** An agent under one ip of its node. */
export interface Agent {
  readonly ip: string;
  /** Base address of its API, without a trailing slash. */
  readonly address: string;
  /** Stable id of the node's runtime; a first-generation agent has none. */
  readonly nodeId?: string;
  /** Id of its start; a first-generation agent has none. */
  readonly bootId?: string;
  readonly version?: string;
  /** Optional features that the agent reports; an older agent reports none. */
  readonly features?: readonly string[];
  /** Last registration, Unix milliseconds. */
  readonly seenAt: number;
}

/** The part of a commit that not every agent supports. */
interface Exclusions {
  readonly exclude?: readonly string[];
  readonly blankEnv?: readonly string[];
}

/**
 * @param need clause for the error message: `list its containers`
 * @throws FactoryError `agent_outdated` if the agent does not report the feature
 */
export function demand({ ip, features = [] }: Agent, feature: AgentFeature, need: string): void {
  if (features.includes(feature)) return;
  throw new FactoryError('agent_outdated', `The agent of ${ip} cannot ${need}.`);
}

/**
 * An agent that does not support exclusions would ignore them and publish the excluded content.
 *
 * @throws FactoryError `agent_outdated` if anything is excluded or redacted and the agent lacks the feature
 */
export function demandExclusions(agent: Agent, { exclude, blankEnv }: Exclusions): void {
  if (exclude || blankEnv) demand(agent, 'omissions', 'exclude or redact anything');
}

/** Key of an agent's node: the same under every ip, if the agent reports a node id. */
export function nodeOf(agent: Agent): string {
  return agent.nodeId ?? agent.ip;
}
