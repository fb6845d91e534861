import { ApiProperty } from '@nestjs/swagger';

/** An agent at one address of its node. */
export class AgentResource {
  /**
   * Address of the node.
   * @example "127.0.0.2"
   */
  ip!: string;

  /**
   * Base address at which the shield reaches the agent.
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
   * Optional features that the agent supports: `containers` (list), `omissions` (`exclude`, `redact_env`), `preview`.
   * @example ["containers", "omissions", "preview"]
   */
  @ApiProperty({ type: [String] })
  features!: readonly string[];

  /** Whether the agent has registered recently, so that commits are dispatched to it. */
  online!: boolean;

  /**
   * Time of the last registration.
   * @example "2026-11-24T12:00:00.000Z"
   */
  seen_at!: string;

  /**
   * Number of dispatched commits of this address.
   * @example 1
   */
  running!: number;

  /**
   * Number of queued commits of this address.
   * @example 0
   */
  queued!: number;
}

/** All agents, by address. */
export class AgentList {
  items!: AgentResource[];
}
