import type { AgentFeature } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import type { AGENTS } from '../platform/database/schema.js';
import type { RecordOf } from '../platform/database/table.js';

/** An agent under one ip of its node. */
export type Agent = RecordOf<typeof AGENTS>;

/** The part of a commit that not every agent supports. */
interface Exclusions {
  readonly exclude?: readonly string[];
  readonly redactEnv?: readonly string[];
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
export function demandExclusions(agent: Agent, { exclude, redactEnv }: Exclusions): void {
  if (exclude || redactEnv) demand(agent, 'omissions', 'exclude or redact anything');
}

/** Key of an agent's node: the same under every ip, if the agent reports a node id. */
export function nodeOf(agent: Agent): string {
  return agent.nodeId ?? agent.ip;
}
