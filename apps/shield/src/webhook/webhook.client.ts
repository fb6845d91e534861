import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { contextHeaders, VERSION } from '@image-factory/service';
import { Agent, request } from 'undici';
import type { Delivery } from './delivery-store.port.js';
import { WebhookSettings } from './webhook-settings.js';

/** Timeouts of the connection and of the whole call. */
const CONNECT_TIMEOUT_MS = 5_000;
const TIMEOUT_MS = 15_000;

/** Limit on the discarded response: reading it makes the connection reusable. */
const MAX_RESPONSE_BYTES = 16 * 1024;

/** Connections to one receiver. */
const CONNECTIONS = 4;

/** Sends webhooks, bypassing proxies. Follows no redirect. */
@Injectable()
export class WebhookClient implements OnApplicationShutdown {
  private readonly agent: Agent;

  constructor(private readonly settings: WebhookSettings) {
    const { lookup } = settings.policy;
    this.agent = new Agent({ connections: CONNECTIONS, connect: { lookup, timeout: CONNECT_TIMEOUT_MS } });
  }

  /**
   * Resolves when the receiver has acknowledged the event.
   * @throws Error with a short reason if it has not, or the outcome is unknown
   */
  async send({ id, url, body }: Delivery, stop: AbortSignal): Promise<void> {
    const status = await this.post(url, id, body, AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)])).catch(
      (error: unknown) => {
        throw new Error(reasonOf(error), { cause: error });
      },
    );
    if (status < 200 || status >= 300) throw new Error(`HTTP ${status}`);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  private async post(url: string, id: string, body: string, signal: AbortSignal): Promise<number> {
    const signed = this.settings.signer.headers(id, Math.floor(Date.now() / 1000), body);
    const own = { 'content-type': 'application/json', 'user-agent': `image-factory/${VERSION}` };
    const headers = { ...own, ...contextHeaders(), ...signed };
    const answer = await request(url, { method: 'POST', headers, body, signal, dispatcher: this.agent });
    await answer.body.dump({ limit: MAX_RESPONSE_BYTES, signal });
    return answer.statusCode;
  }
}

function reasonOf(error: unknown): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  return message || code || name;
}
