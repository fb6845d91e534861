import { once } from 'node:events';
import { createServer, type IncomingMessage, request as ask, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** An HTTP proxy that maps every host to one on the loopback; forwards plain requests, and tunnels. */
export class HttpProxy implements AsyncDisposable {
  /** The first line of every request: `GET http://registry.test/v2/`, `CONNECT registry.test:443`. */
  readonly asked: string[] = [];
  /** The `Proxy-Authorization` of every request. */
  readonly logins: (string | undefined)[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(
    private readonly target: string,
    private readonly refusesTunnels: boolean,
  ) {
    this.server = createServer((request, response) => this.pass(request, response));
    this.server.on('connect', (request: IncomingMessage, client: Socket) => this.tunnel(request, client));
    this.server.on('connection', (socket: Socket) => this.sockets.add(socket));
  }

  /** @param target host and port of all requests */
  static async start(target: string, { refusesTunnels = false } = {}): Promise<HttpProxy> {
    const proxy = new HttpProxy(target, refusesTunnels);
    await once(proxy.server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  /** Host and port. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    this.note(request);
    const { pathname, search } = new URL(request.url ?? '');
    const [host, port] = this.target.split(':');
    const { method, headers } = request;
    const passed = ask({ host, port, method, headers, path: pathname + search }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  }

  private tunnel(request: IncomingMessage, client: Socket): void {
    this.note(request);
    if (this.refusesTunnels) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const [host, port] = this.target.split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    this.sockets.add(upstream);
    for (const socket of [client, upstream]) socket.on('error', () => [client, upstream].map((each) => each.destroy()));
  }

  private note({ method = '', url = '', headers }: IncomingMessage): void {
    this.asked.push(`${method} ${url}`);
    this.logins.push(headers['proxy-authorization']);
  }
}
