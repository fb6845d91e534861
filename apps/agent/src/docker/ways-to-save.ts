import { Logger } from '@nestjs/common';
import {
  AutoSave,
  type AutoSaveListener,
  type DirectSave,
  type EngineSave,
  type SaveEngine,
} from '@image-factory/docker';
import type { AgentConfiguration } from '../config/agent-configuration.js';

/**
 * The way to save that `save_mode` asks for.
 * @param fellBack told whenever another way is taken than was asked for first
 */
export function chosenWay(
  { save_mode }: Pick<AgentConfiguration, 'save_mode'>,
  engine: EngineSave,
  direct: DirectSave,
  fellBack: AutoSaveListener['fellBack'],
): SaveEngine {
  switch (save_mode) {
    case 'auto':
      return new AutoSave(direct, engine, {
        log: (message) => new Logger(AutoSave.name).log(message),
        unexpected: (message, cause) => new Logger(AutoSave.name).error(cause, message),
        fellBack,
      });
    case 'engine':
      return engine;
    case 'direct':
      return direct;
  }
}

/** Writes what could not be put right on the node into the log, under a name. */
export function warnAs(context: string): (message: string) => void {
  const logger = new Logger(context);
  return (message) => logger.warn(message);
}
