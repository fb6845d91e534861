import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy for a registry with a limited upload rate, so that a commit through it lasts long enough to be observed.
 */
export class SlowRegistry implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  /**
   * @param target host and port of the registry
   * @param bytesPerSecond of each connection
   */
  static async start(target: string, bytesPerSecond: number): Promise<SlowRegistry> {
    const slow = new SlowRegistry(target, bytesPerSecond);
    await once(slow.#server.listen(0, '127.0.0.1'), 'listening');
    return slow;
  }

  private constructor(
    private readonly target: string,
    private readonly bytesPerSecond: number,
  ) {
    this.#server = createServer((client) => this.#pass(client));
  }

  /** Host and port. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(client: Socket): void {
    const [host, port] = this.target.split(':');
    const upstream = connect(Number(port), host);
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    client.on('data', (piece) => {
      upstream.write(piece);
      client.pause();
      setTimeout(() => client.resume(), (piece.length / this.bytesPerSecond) * 1000);
    });
    upstream.pipe(client);
  }
}
