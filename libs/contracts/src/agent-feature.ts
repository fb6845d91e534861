/** Optional capabilities of an agent, sent with its registration. */
export const AGENT_FEATURES = [
  /** It answers `GET /v1/container/list`. */
  'containers',
  /** The agent supports `exclude` and `blank_env`; an agent without this feature would ignore them. */
  'omissions',
  /** It answers `GET /v1/container/preview`. */
  'preview',
] as const;

/** A feature of an agent. */
export type AgentFeature = (typeof AGENT_FEATURES)[number];
