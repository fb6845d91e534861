/** What an agent can do that not every agent can; its registration tells. */
export const AGENT_FEATURES = [
  /** It answers `GET /v1/container/list`. */
  'containers',
  /** It knows `exclude` and `blank_env`; another agent would save everything. */
  'omissions',
  /** It answers `GET /v1/container/preview`. */
  'preview',
] as const;

/** A feature of an agent. */
export type AgentFeature = (typeof AGENT_FEATURES)[number];
