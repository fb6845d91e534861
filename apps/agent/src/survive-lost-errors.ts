import { type INestApplication, Logger } from '@nestjs/common';

/** How long a broken process may take to put its saves right before it ends, in milliseconds. */
const LONGEST_STOP = 15_000;

/**
 * Sees to the errors that nobody has caught. A lost promise and a failure of input or output, such as a reset
 * connection, harm nobody else and are only logged. After anything else the state of the process is not to be trusted:
 * it stops in order, so that no container stays paused, and whoever supervises it starts it anew.
 */
export function surviveLostErrors(app: INestApplication): void {
  const logger = new Logger('LostError');
  let stopping = false;
  process.on('uncaughtException', (error: NodeJS.ErrnoException, origin) => {
    logger.error(error, origin);
    if (origin === 'unhandledRejection' || error?.syscall !== undefined || stopping) return;
    stopping = true;
    process.exitCode = 1;
    setTimeout(() => process.exit(1), LONGEST_STOP).unref();
    void app.close().finally(() => process.exit(1));
  });
}
