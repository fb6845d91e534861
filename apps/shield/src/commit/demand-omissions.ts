import { type Agent, demand } from '../agent-registry/agent.js';
import type { CommitRecord } from './commit-record.js';

/**
 * An agent that does not support exclusions would ignore them and publish the excluded content.
 * @throws FactoryError `agent_outdated` if the agent lacks the feature and the record excludes or redacts anything
 */
export function demandOmissions(agent: Agent, { exclude, blankEnv }: Pick<CommitRecord, 'exclude' | 'blankEnv'>): void {
  if (exclude || blankEnv) demand(agent, 'omissions', 'leave anything out of a save');
}
