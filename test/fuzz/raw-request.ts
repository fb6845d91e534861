import { Agent, request as send } from 'node:http';

/** A request as sent over the wire. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, encoded for sending. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Maximum length of the body in a message, in characters. */
const SHOWN = 600;

/** Formats a request for the message of a failed test. */
export function shown({ method, target, headers, body }: RawRequest): string {
  const text = JSON.stringify(body?.toString() ?? '');
  return `${method} ${abbreviated(target)} ${abbreviated(JSON.stringify(headers))} ${abbreviated(text)}`;
}

function abbreviated(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${text.length} characters)`;
}

/** A response. */
export interface RawAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Response timeout, in milliseconds. None of the requests has a reason to take long. */
const TIMEOUT_MS = 30_000;

/** Sends raw requests over a few dedicated connections. */
export class RawClient implements Disposable {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });

  /** @param address scheme, host and port */
  constructor(private readonly address: string) {}

  /**
   * Sends a request and reads the response; for an event stream, only its head.
   * @throws Error if the connection ends without a response, or the response times out
   */
  send({ method, target, headers, body }: RawRequest): Promise<RawAnswer> {
    const { hostname, port } = new URL(this.address);
    return new Promise((resolve, reject) => {
      const outgoing = send({ agent: this.agent, hostname, port, method, path: target, headers: { ...headers } });
      outgoing.setTimeout(TIMEOUT_MS, () => outgoing.destroy(new Error(`No answer within ${TIMEOUT_MS} ms.`)));
      outgoing.on('error', reject).on('response', (response) => {
        const { statusCode: status = 0, headers } = response;
        const type = headers['content-type'] ?? '';
        const chunks: Buffer[] = [];
        const done = () => resolve({ status, type, text: Buffer.concat(chunks).toString() });
        if (type.startsWith('text/event-stream')) {
          outgoing.destroy();
          return done();
        }
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', done)
          .on('error', reject);
      });
      outgoing.end(body);
    });
  }

  [Symbol.dispose](): void {
    this.agent.destroy();
  }
}
