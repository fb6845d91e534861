import { createRequire } from 'node:module';
import { Logger } from '@nestjs/common';

const { version } = createRequire(import.meta.url)('#package.json') as { version: string };

/** Version of Image Factory, as its package.json has it. */
export const VERSION = version;

/** Facts that distinguish one start of a service from another, without secrets. */
export interface StartFacts {
  /** File that the configuration was read from, if there is one. */
  readonly configuration?: string;
  /** Where records are kept, for a service that keeps any. */
  readonly database?: string;
}

/** Makes the first line of the log, which waits in the buffer until there is a log. */
export function announceStart(name: string, { configuration, database }: StartFacts = {}): void {
  Logger.attachBuffer();
  const facts = { version: VERSION, configuration: configuration ?? 'none, environment and defaults only', database };
  new Logger(name).log(facts, `${name} ${VERSION} starts`);
}
