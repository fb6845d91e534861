import { type INestApplication, Logger } from '@nestjs/common';

/** Shutdown limit of a broken process, in milliseconds; it resumes its containers meanwhile. */
const LONGEST_STOP = 15_000;

/**
 * Handles uncaught errors. An unhandled rejection and an I/O error, such as a reset connection, affect nothing else and
 * are only logged. After any other error the state of the process is unreliable: it shuts down gracefully, so that no
 * container stays paused, and the supervisor restarts it.
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
