import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { AgentRegistration, StatusReport } from '@image-factory/contracts';

/** A call by an agent. */
export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A response: a status code, and a body as JSON or verbatim. */
export interface PreparedAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A minimal HTTP shield: records the calls and returns the responses of the test. */
export class FakeShield {
  readonly calls: ReceivedCall[] = [];
  answer: (call: ReceivedCall) => PreparedAnswer = () => ({ status: 200, body: { success: true, msg: 'ok' } });
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void this.receive(request).then((call) => {
        const { status, body } = this.answer(call);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
        this.calls.push(call);
        this.listeners.forEach((listener) => listener());
      });
    });
  }

  static async start(): Promise<FakeShield> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeShield(server);
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get reports(): StatusReport[] {
    return this.calls.filter(({ path }) => path === '/v1/commit/status').map(({ body }) => body as StatusReport);
  }

  get registrations(): AgentRegistration[] {
    return this.calls.filter(({ path }) => path === '/v1/agent/register').map(({ body }) => body as AgentRegistration);
  }

  /** Resolves when the condition holds; checked after each call. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        const listener = () => {
          this.listeners.delete(listener);
          resolve();
        };
        this.listeners.add(listener);
      });
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async receive(request: IncomingMessage): Promise<ReceivedCall> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { method = '', url = '', headers } = request;
    return { method, path: url, headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }
}
