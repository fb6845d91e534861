/** An agent under one address of its node, as v2 shows it. */
export class AgentResource {
  /**
   * Address of the node.
   * @example "127.0.0.2"
   */
  ip!: string;

  /**
   * Base address under which the shield reaches the agent.
   * @example "http://127.0.0.2:9002"
   */
  address!: string;

  /**
   * Stable id of the node, the same for all its addresses; absent for a first-generation agent.
   * @example "K3JX:VQ5C:6T2M"
   */
  node_id?: string;

  /**
   * Version of the agent; absent for a first-generation agent.
   * @example "1.0.0"
   */
  version?: string;

  /**
   * What it can do that not every agent can: list its `containers`, `omissions` in a save, `preview` of one.
   * @example ["containers", "omissions", "preview"]
   */
  features!: string[];

  /** Whether the agent has registered recently, so that commits are dispatched to it. */
  online!: boolean;

  /**
   * Last registration.
   * @example "2026-11-24T12:00:00.000Z"
   */
  seen_at!: string;

  /**
   * How many saves of this address it has in hand.
   * @example 1
   */
  running!: number;

  /**
   * How many saves of this address wait.
   * @example 0
   */
  queued!: number;
}

/** All agents, by address. */
export class AgentList {
  items!: AgentResource[];
}
