/** An agent under one ip of its node. */
export interface Agent {
  readonly ip: string;
  /** Base address of its API, without a slash at the end. */
  readonly address: string;
  /** Stable id of the node's engine; a first-generation agent has none. */
  readonly nodeId?: string;
  /** Id of its start; a first-generation agent has none. */
  readonly bootId?: string;
  readonly version?: string;
  /** Last registration, Unix milliseconds. */
  readonly seenAt: number;
}

/** Key of the node that an agent works on: the same under every ip, as far as the agent tells. */
export function nodeOf(agent: Agent): string {
  return agent.nodeId ?? agent.ip;
}
