import type { Logger } from '@nestjs/common';
import type { PauseRecord } from '@image-factory/commit';

/** Logs a container that an interrupted commit had left paused, with the commit's id if it is known. */
export function logResumed(
  logger: Logger,
  { transaction, containerId, name }: Pick<PauseRecord, 'transaction' | 'containerId' | 'name'>,
): void {
  logger.log({ transaction, containerId, name }, 'container resumed after an interrupted commit');
}
