import { Logger } from '@nestjs/common';

/** Logs retries and failed recoveries on the node as warnings of a context. */
export function warnAs(context: string): (message: string) => void {
  const logger = new Logger(context);
  return (message) => logger.warn(message);
}
