import { closeSync, openSync, realpathSync } from 'node:fs';
import Libsql from 'libsql';

/** How long a starting shield waits for another one that is shutting down, in milliseconds. */
const LOCK_TIMEOUT_MS = 1_000;

/**
 * Locks a SQLite file for one shield: two of them would dispatch the same commits. It is an operating system lock on a
 * second file: it ends with its process in any case, and works across containers that share a volume. The records stay
 * readable for other programs, such as a backup.
 *
 * @param file existing file
 * @returns a function that releases the lock
 * @throws Error if another process holds the lock, or the lock file cannot be written
 */
export function lockSqlite(file: string): () => void {
  const lockFile = `${realpathSync(file)}.lock`;
  closeSync(openSync(lockFile, 'a', 0o600));
  const lock = new Libsql(lockFile);
  try {
    lock.pragma(`busy_timeout = ${LOCK_TIMEOUT_MS}`);
    lock.exec('begin exclusive');
    return () => {
      // Closing alone leaves the transaction open until the handle is garbage-collected.
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
