import { Envelope } from './envelope.js';

/** Answer of the agent's `sync` and `async`. */
export class AgentCommitAnswer extends Envelope {
  /**
   * Stable code of the failure, when it was refused or failed.
   * @example "container_not_found"
   */
  error_code?: string;
}
