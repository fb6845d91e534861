import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A call that a peer received. */
export interface Call {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** Status code and body of an answer. */
export type Reply = readonly [status: number, body: unknown];

/** A JSON-over-HTTP peer on loopback that records the calls that it receives. */
export abstract class JsonServer implements AsyncDisposable {
  readonly calls: Call[] = [];
  readonly #server: Server;

  protected constructor() {
    this.#server = createServer((request, response) => {
      void this.#read(request).then(async (call) => {
        this.calls.push(call);
        const [status, body] = await this.reply(call);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
  }

  /** Computes the answer to a call. */
  protected abstract reply(call: Call): Reply | Promise<Reply>;

  listen(host = '127.0.0.1'): Promise<this> {
    return new Promise((resolve) => this.#server.listen(0, host, () => resolve(this)));
  }

  get address(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return `http://${address}:${port}`;
  }

  /** Bodies of the calls to one path. */
  bodies<T>(path: string): T[] {
    return this.calls.filter((call) => call.path === path).map(({ body }) => body as T);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #read(request: IncomingMessage): Promise<Call> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://peer');
    const body: unknown = request.method === 'GET' ? undefined : await json(request);
    return { method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, body };
  }
}
