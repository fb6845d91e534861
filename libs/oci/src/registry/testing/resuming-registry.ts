import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Accepts uploads according to the OCI distribution specification, breaks the connection at the given offsets of the
 * blob, and keeps the bytes received until then, which `docker-registry` 2 cannot do.
 */
export class ResumingRegistry {
  /** The completed upload. */
  finished: Buffer | undefined;
  /** The Content-Range of every chunk. */
  readonly ranges: string[] = [];
  private content: Buffer = Buffer.alloc(0);
  private location = 0;
  private readonly server: Server;

  private constructor(private readonly breaks: number[]) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** @param breaks offsets in the blob, in bytes, ascending */
  static async start(breaks: readonly number[]): Promise<ResumingRegistry> {
    const registry = new ResumingRegistry([...breaks]);
    await once(registry.server.listen(0, '127.0.0.1'), 'listening');
    return registry;
  }

  /** Host and port. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Stops the registry and closes all its connections. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url!, 'http://x/').pathname;
    if (path === '/v2/') return void response.end('{}');
    if (request.method === 'POST') return this.say(response, 202);
    if (path !== `/upload/${this.location}`) return void response.writeHead(404).end();
    if (request.method === 'GET') return this.say(response, 204);
    if (request.method === 'PATCH' && !(await this.take(request))) return;
    if (request.method === 'PUT') this.finished = this.content;
    this.say(response, request.method === 'PUT' ? 201 : 202);
  }

  /** Receives a chunk; false if it has broken the connection within it. */
  private async take(request: IncomingMessage): Promise<boolean> {
    const range = request.headers['content-range'] ?? '';
    this.ranges.push(range);
    let at = Number(range.split('-')[0]);
    const parts = [this.content.subarray(0, at)];
    try {
      for await (const part of request as AsyncIterable<Buffer>) {
        const left = (this.breaks[0] ?? Infinity) - at;
        parts.push(part.subarray(0, left));
        at += part.length;
        if (part.length < left) continue;
        this.breaks.shift();
        request.socket.resetAndDestroy();
        return false;
      }
      return true;
    } finally {
      this.content = Buffer.concat(parts);
    }
  }

  private say(response: ServerResponse, status: number): void {
    // Every response names a new location: a client must follow it.
    this.location++;
    const range = `0-${Math.max(this.content.length - 1, 0)}`;
    response.writeHead(status, { location: `/upload/${this.location}`, range, 'content-length': 0 }).end();
  }
}
