import type { Pool } from 'pg';
import { postgresPool } from '../database/postgres.js';
import { ProcessTaskLock } from './process-task.lock.js';
import type { TaskLock } from './task-lock.port.js';

/**
 * Requests the lock of a task in the session of this shield; a repeated request of the holder succeeds. The keepalives
 * let the server detect a lost machine within half a minute.
 */
const HOLD = `
  select pg_try_advisory_lock(hashtextextended('image-factory task ' || $1, 0)) as held,
    set_config('tcp_keepalives_idle', '10', false),
    set_config('tcp_keepalives_interval', '5', false),
    set_config('tcp_keepalives_count', '3', false)`;

/**
 * Task lock of shields that share PostgreSQL: the first shield to do a task keeps it until its session ends, by
 * `close`, its death or a lost connection. Then the next shield that requests it takes over.
 */
export class PostgresTaskLock implements TaskLock {
  private readonly here = new ProcessTaskLock();
  /** A single permanent connection, replaced when it is lost: the locks belong to its session. */
  private readonly session: Pool;

  constructor(url: string) {
    this.session = postgresPool(url, { max: 1, idleTimeoutMillis: 0 });
  }

  async exclusively(name: string, task: () => Promise<void>): Promise<boolean> {
    let held = false;
    const free = await this.here.exclusively(name, async () => {
      held = await this.hold(name);
      if (held) await task();
    });
    return free && held;
  }

  close(): Promise<void> {
    return this.session.end();
  }

  private async hold(name: string): Promise<boolean> {
    const { rows } = await this.session.query<{ held: boolean }>(HOLD, [name]);
    return rows[0]?.held === true;
  }
}
