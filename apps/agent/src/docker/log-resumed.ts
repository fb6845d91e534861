import type { Logger } from '@nestjs/common';
import type { PauseRecord } from '@image-factory/commit';

/** Logs a container that an interrupted commit had left paused, with the id of the commit if known. */
export function logResumed(
  logger: Logger,
  { transaction, containerId, name }: Pick<PauseRecord, 'transaction' | 'containerId' | 'name'>,
): void {
  logger.log({ transaction, containerId, name }, 'container resumed after an interrupted commit');
}
