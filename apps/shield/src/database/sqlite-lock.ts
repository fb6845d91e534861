import { closeSync, openSync, realpathSync } from 'node:fs';
import Libsql from 'libsql';

/** How long a shield waits for another one that is about to end, in milliseconds. */
const LOCK_TIMEOUT_MS = 1_000;

/**
 * Keeps every other shield from a SQLite file: two of them would both dispatch what waits. The lock is one of the
 * operating system on a second file, which ends with its process however that ends, and holds between containers that
 * share a volume. The records themselves stay readable for other programs, such as a backup.
 *
 * @param file that exists
 * @returns gives the lock back
 * @throws Error when another process has it, or the lock file cannot be written
 */
export function lockSqlite(file: string): () => void {
  const lockFile = `${realpathSync(file)}.lock`;
  closeSync(openSync(lockFile, 'a', 0o600));
  const lock = new Libsql(lockFile);
  try {
    lock.pragma(`busy_timeout = ${LOCK_TIMEOUT_MS}`);
    lock.exec('begin exclusive');
    return () => {
      // Closing alone leaves the transaction open until the handle is collected.
      lock.exec('rollback');
      lock.close();
    };
  } catch (error) {
    lock.close();
    if (!/locked|busy/i.test((error as Error).message)) throw error;
    throw new Error('another shield uses this file; shields that share their records need PostgreSQL', {
      cause: error,
    });
  }
}
