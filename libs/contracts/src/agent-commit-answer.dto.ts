import { Envelope } from './envelope.dto.js';

/** Answer of the agent's `sync` and `async`. */
export class AgentCommitAnswer extends Envelope {
  /**
   * Error code, if the request was refused or the commit failed.
   * @example "container_not_found"
   */
  error_code?: string;

  /**
   * Id of this start of the agent, as in its registration.
   * @example "0199a1b2-0000-7e4f-8a5b-0c1d2e3f4a5b"
   */
  boot_id?: string;
}
