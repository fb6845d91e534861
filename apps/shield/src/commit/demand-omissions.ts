import { type Agent, demand } from '../agent-registry/agent.js';
import type { CommitRecord } from './commit-record.js';

/**
 * An agent that does not know of omissions would save what is to be left out.
 * @throws FactoryError `agent_outdated` if it does not, and something is to be left out
 */
export function demandOmissions(agent: Agent, { exclude, blankEnv }: Pick<CommitRecord, 'exclude' | 'blankEnv'>): void {
  if (exclude || blankEnv) demand(agent, 'omissions', 'leave anything out of a save');
}
