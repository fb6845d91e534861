import type { Pool } from 'pg';
import { postgresPool } from '../postgres.js';
import { ProcessTaskLock } from './process-task.lock.js';
import type { TaskLock } from './task-lock.port.js';

/**
 * Asks for the lock of a task on the session of this shield; who has it already gets it again. The keepalives let the
 * server notice within half a minute that the machine of a shield is gone.
 */
const HOLD = `
  select pg_try_advisory_lock(hashtextextended('image-factory task ' || $1, 0)) as held,
    set_config('tcp_keepalives_idle', '10', false),
    set_config('tcp_keepalives_interval', '5', false),
    set_config('tcp_keepalives_count', '3', false)`;

/**
 * For shields that share PostgreSQL: the first to do a task goes on doing it until its session ends, by `close`, its
 * death or a lost connection. Then the next one that asks takes over.
 */
export class PostgresTaskLock implements TaskLock {
  private readonly here = new ProcessTaskLock();
  /** One connection, kept for good and replaced when it is lost: the locks are those of its session. */
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
