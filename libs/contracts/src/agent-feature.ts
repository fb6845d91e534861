/** Optional features of an agent, reported in its registration. */
export const AGENT_FEATURES = [
  /** The agent serves `GET /v1/container/list`. */
  'containers',
  /** The agent supports `exclude` and `blank_env`; an agent without this feature would ignore them. */
  'omissions',
  /** The agent serves `GET /v1/container/preview`. */
  'preview',
] as const;

export type AgentFeature = (typeof AGENT_FEATURES)[number];
