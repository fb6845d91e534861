import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Commit, ShieldAccess } from '@image-factory/client';

/** Answers one request. */
export type Answer = (response: ServerResponse) => void;

/** A server that returns the queued answers in order, and repeats the last one. */
export class FakeShield implements AsyncDisposable {
  /** The received requests, oldest first. */
  readonly requests: IncomingMessage[] = [];
  private readonly server: Server;

  static async start(answers: readonly Answer[]): Promise<FakeShield> {
    const shield = new FakeShield(answers);
    shield.server.listen(0, '127.0.0.1');
    await once(shield.server, 'listening');
    return shield;
  }

  private constructor(answers: readonly Answer[]) {
    this.server = createServer((request, response) => {
      this.requests.push(request);
      answers[Math.min(this.requests.length, answers.length) - 1]?.(response);
    });
  }

  get access(): ShieldAccess {
    return { address: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** An answer of server-sent events that ends or breaks off after them. */
export function events(commits: readonly Commit[], end: 'ends' | 'breaks off' = 'ends'): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const text = commits.map((commit, index) => `id: ${index + 1}\nevent: commit\ndata: ${JSON.stringify(commit)}\n\n`);
    response.write(text.join(''), () => (end === 'ends' ? response.end() : response.destroy()));
  };
}

/** An answer with a status and a body, JSON or plain. */
export function body(status: number, content: unknown): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof content === 'string' ? content : JSON.stringify(content));
  };
}
