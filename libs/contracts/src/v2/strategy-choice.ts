/** Strategies that an agent can choose for a container. */
export const STRATEGY_CHOICES = [
  /** `DirectCommit`: the agent streams the changes to the registry. */
  'direct',
  /** `EngineCommit`: the runtime commits and pushes. */
  'engine',
  /** The agent is configured for direct commits only, and cannot commit this container directly. */
  'none',
] as const;

export type StrategyChoice = (typeof STRATEGY_CHOICES)[number];
