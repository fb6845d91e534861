import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Forwards TCP to a server, and breaks connections at given totals of uploaded bytes. */
export class CuttingProxy {
  private readonly sockets = new Set<Socket>();
  private passed = 0;

  private constructor(
    private readonly server: Server,
    /** Host and port. */
    readonly address: string,
    private readonly cuts: number[],
  ) {}

  /** Number of pending cuts. */
  get cutsLeft(): number {
    return this.cuts.length;
  }

  /**
   * @param target host and port of the server
   * @param cuts bytes before each cut since the previous one, over all connections
   */
  static async start(target: string, cuts: readonly number[]): Promise<CuttingProxy> {
    const server = createServer((client) => proxy.pass(client, target));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const proxy: CuttingProxy = new CuttingProxy(server, `127.0.0.1:${(server.address() as AddressInfo).port}`, [
      ...cuts,
    ]);
    return proxy;
  }

  /** Stops the proxy and closes all its connections. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(client: Socket, target: string): void {
    const [host, port] = target.split(':');
    const upstream = connect(Number(port), host);
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    client.on('data', (piece) => {
      this.passed += piece.length;
      upstream.write(piece);
      if (this.cuts[0] === undefined || this.passed < this.cuts[0]) return;
      this.passed = 0;
      this.cuts.shift();
      client.resetAndDestroy();
      upstream.end();
    });
    upstream.pipe(client);
  }
}
