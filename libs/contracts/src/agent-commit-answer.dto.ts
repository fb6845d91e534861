import { Envelope } from './envelope.dto.js';

/** Answer of the agent's `sync` and `async`. */
export class AgentCommitAnswer extends Envelope {
  /**
   * Stable code of the failure, when it was refused or failed.
   * @example "container_not_found"
   */
  error_code?: string;

  /**
   * Id of this start of the agent, as its registration has it.
   * @example "0199a1b2-0000-7e4f-8a5b-0c1d2e3f4a5b"
   */
  boot_id?: string;
}
