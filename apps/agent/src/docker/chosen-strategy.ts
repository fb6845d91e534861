import { Logger } from '@nestjs/common';
import { FallbackCommit, type DirectCommit, type EngineCommit, type CommitStrategy } from '@image-factory/commit';
import type { AgentConfiguration } from '../config/agent-configuration.js';

/** The strategy that `save_mode` selects. */
export function chosenStrategy(
  { save_mode }: Pick<AgentConfiguration, 'save_mode'>,
  engine: EngineCommit,
  direct: DirectCommit,
): CommitStrategy {
  switch (save_mode) {
    case 'auto':
      return new FallbackCommit(direct, engine);
    case 'engine':
      return engine;
    case 'direct':
      return direct;
  }
}

/** Logs retries and failed recoveries on the node as warnings of a context. */
export function warnAs(context: string): (message: string) => void {
  const logger = new Logger(context);
  return (message) => logger.warn(message);
}
