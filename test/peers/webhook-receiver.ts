import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A received call with its raw body, which is the signed content. */
export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

/** Answers a call. */
export type WebhookAnswer = (response: ServerResponse, call: ReceivedWebhook) => void;

/** Accepts every call. */
export const TAKE: WebhookAnswer = (response) => response.writeHead(204).end();

/** A webhook receiver on loopback. */
export class WebhookReceiver implements AsyncDisposable {
  readonly calls: ReceivedWebhook[] = [];
  readonly #server: Server;

  /** The answer to the next call. */
  answer: WebhookAnswer = TAKE;

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        const call = { headers: request.headers, body, at: Date.now() };
        this.calls.push(call);
        this.answer(response, call);
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Its URL, with a secret path that must not appear in any log. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks/path-that-is-secret`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
