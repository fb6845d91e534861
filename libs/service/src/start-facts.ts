import { createRequire } from 'node:module';
import { Logger } from '@nestjs/common';

const { version } = createRequire(import.meta.url)('#package.json') as { version: string };

/** Version of Image Factory, from package.json. */
export const VERSION = version;

/** Facts that distinguish one start of a service from another, without secrets. */
export interface StartFacts {
  /** File of the configuration, if any. */
  readonly configuration?: string;
  /** Database of the records, if the service has one. */
  readonly database?: string;
}

/** Writes the first log line; it is buffered until the log is ready. */
export function announceStart(name: string, { configuration, database }: StartFacts = {}): void {
  Logger.attachBuffer();
  const facts = { version: VERSION, configuration: configuration ?? 'none, environment and defaults only', database };
  new Logger(name).log(facts, `${name} ${VERSION} starts`);
}
