/** Fields of every v1 answer. */
export class Envelope {
  /**
   * Whether the call succeeded. v1 clients read this field, not the HTTP status.
   * @example true
   */
  success!: boolean;

  /**
   * Result, or reason of the failure, for people.
   * @example "ok"
   */
  msg!: string;
}

/** Additional fields of an agent's answer to a request that it refuses, or whose commit has failed. */
export class AgentAnswer extends Envelope {
  /**
   * Error code.
   * @example "container_not_found"
   */
  error_code?: string;

  /**
   * Reason of the failure: `msg` without the hint.
   * @example "There is no container notebook-alice."
   */
  detail?: string;

  /**
   * What people can do about the failure, if anything.
   * @example "Run `docker ps -a` on the node with this ip."
   */
  hint?: string;
}
