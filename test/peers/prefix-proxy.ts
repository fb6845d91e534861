import { createServer, request as call, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a proxy forwards a path: unchanged, or without the routing prefix. */
export type PathHandling = 'keeps' | 'strips';

/** A reverse proxy that serves one upstream below a prefix and nothing outside of it, like an ingress. */
export class PrefixProxy implements AsyncDisposable {
  /** Starts a proxy. @param upstream scheme, host and port */
  static async start(upstream: string, prefix: string, handling: PathHandling): Promise<PrefixProxy> {
    const proxy = new PrefixProxy(upstream, prefix, handling);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  readonly #server: Server;

  private constructor(
    upstream: string,
    private readonly prefix: string,
    handling: PathHandling,
  ) {
    this.#server = createServer((incoming, answer) => {
      const { url = '/', method, headers } = incoming;
      const rest = url.slice(prefix.length);
      if (!url.startsWith(prefix) || !/^([/?]|$)/.test(rest)) {
        answer.writeHead(404).end('no upstream');
        return;
      }
      const path = handling === 'keeps' ? url : `/${rest.replace(/^\//, '')}`;
      const outgoing = call(upstream + path, { method, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      });
      outgoing.on('error', () => answer.destroy());
      answer.on('close', () => outgoing.destroy());
      incoming.pipe(outgoing);
    });
  }

  /** Scheme, host and port; the proxy serves nothing at this path. */
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Base URL of the upstream behind the proxy, without a trailing slash. */
  get address(): string {
    return this.origin + this.prefix;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
