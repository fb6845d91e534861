import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { VERSION } from '@image-factory/service';
import { Agent, request } from 'undici';
import type { Delivery } from './delivery.js';
import { WebhookSettings } from './webhook-settings.js';

/** How long a receiver may take to be connected, and in all, in milliseconds. */
const CONNECT_TIMEOUT = 5_000;
const TIMEOUT = 15_000;

/** How much of an answer is read, in bytes, so that the connection may serve again; nothing of it is looked at. */
const LONGEST_ANSWER = 16 * 1024;

/** Connections to one receiver. */
const CONNECTIONS = 4;

/** Brings events to their receivers, past any proxy. Follows no redirect. */
@Injectable()
export class WebhookClient implements OnApplicationShutdown {
  private readonly agent: Agent;

  constructor(private readonly settings: WebhookSettings) {
    const { lookup } = settings.policy;
    this.agent = new Agent({ connections: CONNECTIONS, connect: { lookup, timeout: CONNECT_TIMEOUT } });
  }

  /**
   * Resolves when the receiver has taken the event.
   * @throws Error with the reason in a few words, when it has not, or nobody can tell
   */
  async send({ id, url, body }: Delivery, stop: AbortSignal): Promise<void> {
    const status = await this.post(url, id, body, AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT)])).catch(
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
    const headers = { 'content-type': 'application/json', 'user-agent': `image-factory/${VERSION}`, ...signed };
    const answer = await request(url, { method: 'POST', headers, body, signal, dispatcher: this.agent });
    await answer.body.dump({ limit: LONGEST_ANSWER, signal });
    return answer.statusCode;
  }
}

function reasonOf(error: unknown): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT / 1000} s`;
  return message || code || name;
}
