import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Backoff, RetryTimer } from '@image-factory/resilience';
import pg from 'pg';
import { Subject } from 'rxjs';
import type { Channel } from './channel.port.js';

const NAME = 'image_factory';

/** Delay before each reconnect. Constant: without a connection, the notifications of other shields are lost. */
const RECONNECT_BACKOFF = new Backoff({ initialMs: 1_000, factor: 1 });

/** Limit on queued notifications while there is no connection. */
const MAX_WAITING = 1_000;

/** Channel of shields that share PostgreSQL: LISTEN and NOTIFY on a dedicated connection. */
export class PostgresChannel implements Channel {
  private readonly logger = new Logger('Channel');
  private readonly self = randomUUID();
  private readonly arrived = new Subject<string>();
  private readonly retries = new RetryTimer(RECONNECT_BACKOFF, () => (this.client = this.connect()));
  /** The current connection, or the one being opened. */
  private client: pg.Client;
  private listening = false;
  private waiting: string[] = [];
  private flushing = false;

  readonly arrivals = this.arrived.asObservable();

  constructor(private readonly url: string) {
    this.client = this.connect();
  }

  notify(notification: string): void {
    if (this.waiting.length === MAX_WAITING) this.waiting.shift();
    this.waiting.push(notification);
    void this.flush();
  }

  async close(): Promise<void> {
    this.retries.close();
    await this.client.end().catch(() => undefined);
  }

  private connect(): pg.Client {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      fallback_application_name: 'image-factory shield',
    });
    client.on('error', ({ message }) => this.logger.warn(`connection lost: ${message}`));
    client.once('end', () => this.reconnect());
    client.on('notification', ({ payload = '' }) => this.take(payload));
    void this.listen(client);
    return client;
  }

  private async listen(client: pg.Client): Promise<void> {
    try {
      await client.connect();
      await client.query(`listen ${NAME}`);
      this.listening = true;
      this.retries.succeeded();
      void this.flush();
    } catch (error) {
      this.logger.warn(`not connected: ${(error as Error).message}`);
      await client.end().catch(() => undefined);
    }
  }

  private reconnect(): void {
    this.listening = false;
    const retry = this.retries.failed();
    if (retry) this.logger.warn(`no connection for notifications, ${retry.toString()}`);
  }

  private take(payload: string): void {
    const end = this.self.length;
    if (payload.slice(0, end) !== this.self) this.arrived.next(payload.slice(end));
  }

  /** One at a time: the client's own queue is unbounded. */
  private async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    while (this.listening && this.waiting.length > 0) {
      const payload = `${this.self}${this.waiting.shift()}`;
      await this.client.query('select pg_notify($1, $2)', [NAME, payload]).catch(() => undefined);
    }
    this.flushing = false;
  }
}
