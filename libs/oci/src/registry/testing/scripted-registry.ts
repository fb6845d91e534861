import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as the registry received it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** Received bytes of its body. */
  bytes: number;
}

/**
 * Replaces the registry's own response.
 *
 * @param count how often the rule has matched, including this time
 * @param usual sends the default response, with changed headers if given
 */
export type Script = (call: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly count: number;
  readonly usual: (change?: AnswerChange) => Promise<void>;
}) => unknown;

/** Differences from the default response; undefined removes a header. */
export interface AnswerChange {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

interface Rule {
  readonly method: string;
  readonly path: RegExp;
  readonly script: Script;
  count: number;
}

interface Upload {
  parts: Buffer[];
  size: number;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** An in-memory registry for pushes and pulls whose responses can be scripted. */
export class ScriptedRegistry {
  /** Every request so far. */
  readonly seen: SeenRequest[] = [];
  private readonly blobs = new Map<string, Buffer>();
  private readonly manifests = new Map<string, { readonly type: string; readonly body: Buffer }>();
  private readonly uploads = new Map<string, Upload>();
  private readonly rules: Rule[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
    this.server.requestTimeout = 0;
  }

  static async start(): Promise<ScriptedRegistry> {
    const registry = new ScriptedRegistry();
    await once(registry.server.listen(0, '127.0.0.1'), 'listening');
    return registry;
  }

  /** Host and port. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Scripts requests of a method to matching paths; the last matching script counts. */
  script(method: string, path: RegExp, script: Script): this {
    this.rules.unshift({ method, path, script, count: 0 });
    return this;
  }

  /** Answers with a status, a body and headers. */
  refuse(method: string, path: RegExp, status: number, body = '', headers: Record<string, string> = {}): this {
    return this.script(method, path, async ({ request, response }) => {
      await drain(request);
      response.writeHead(status, headers).end(body);
    });
  }

  /** Removes all scripts and recorded requests; pushed content stays. */
  reset(): void {
    this.rules.length = 0;
    this.seen.length = 0;
  }

  /** The requests of a method to matching paths. */
  requests(method: string, path = /./): SeenRequest[] {
    return this.seen.filter((each) => each.method === method && path.test(each.url));
  }

  /** The content that was pushed under a digest. */
  blob(digest: string): Buffer | undefined {
    return this.blobs.get(digest);
  }

  /** Stops the registry and closes all its connections. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const seen: SeenRequest = { method, url, headers, bytes: 0 };
    this.seen.push(seen);
    request.on('data', (part: Buffer) => (seen.bytes += part.length)).pause();
    const usual = async (change: AnswerChange = {}): Promise<void> => {
      const answer = await this.usual(request);
      const changed = { 'content-length': `${answer.body?.length ?? 0}`, ...answer.headers, ...change.headers };
      for (const [name, value] of Object.entries(changed)) if (value !== undefined) response.setHeader(name, value);
      response.writeHead(change.status ?? answer.status).end(method === 'HEAD' ? undefined : answer.body);
    };
    const rule = this.rules.find((each) => each.method === method && each.path.test(url));
    if (rule) await rule.script({ request, response, count: ++rule.count, usual });
    else await usual();
  }

  private async usual(request: IncomingMessage): Promise<Answer> {
    const { method = '' } = request;
    const url = new URL(request.url ?? '', 'http://registry');
    if (url.pathname === '/v2/') return { status: 200 };
    const [, repository = '', kind, name = ''] =
      /^\/v2\/(.+?)\/(blobs\/uploads|blobs|manifests)\/([^/]*)$/.exec(url.pathname) ?? [];
    if (kind === 'blobs/uploads') return this.upload(request, repository, name, url);
    if (kind === 'blobs') return found(method, this.blobs.get(name), 'application/octet-stream', name);
    if (kind !== 'manifests') return { status: 404 };
    if (method === 'PUT') {
      const body = await drain(request);
      const stored = { type: request.headers['content-type'] ?? '', body };
      for (const key of [name, digestOf(body)]) this.manifests.set(`${repository} ${key}`, stored);
      return { status: 201, headers: { 'docker-content-digest': digestOf(body) } };
    }
    const stored = this.manifests.get(`${repository} ${name}`);
    return found(method, stored?.body, stored?.type ?? '', stored ? digestOf(stored.body) : '');
  }

  private async upload(request: IncomingMessage, repository: string, id: string, url: URL): Promise<Answer> {
    if (request.method === 'POST') {
      const mounted = url.searchParams.get('mount');
      if (mounted && this.blobs.has(mounted)) return { status: 201, headers: { 'docker-content-digest': mounted } };
      const begun = randomUUID();
      this.uploads.set(begun, { parts: [], size: 0 });
      return progress(repository, begun, 0, 202);
    }
    const upload = this.uploads.get(id);
    if (!upload) return { status: 404, body: Buffer.from('{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}') };
    if (request.method === 'GET') return progress(repository, id, upload.size, 204);
    if (request.method === 'DELETE') {
      this.uploads.delete(id);
      return { status: 204 };
    }
    const part = await drain(request);
    upload.parts.push(part);
    upload.size += part.length;
    if (request.method === 'PATCH') return progress(repository, id, upload.size, 202);
    const content = Buffer.concat(upload.parts);
    const digest = url.searchParams.get('digest') ?? '';
    if (digest !== digestOf(content))
      return { status: 400, body: Buffer.from('{"errors":[{"code":"DIGEST_INVALID"}]}') };
    this.blobs.set(digest, content);
    this.uploads.delete(id);
    return { status: 201, headers: { location: `/v2/${repository}/blobs/${digest}` } };
  }
}

/** A script that reads the request and never answers. */
export const NEVER_ANSWER: Script = ({ request }) => drain(request);

/** A script that limits the upload rate in bytes per second. */
export function slowly(bytesPerSecond: number): Script {
  return async ({ request, usual }) => {
    const announced = Number(request.headers['content-length'] ?? 0);
    await sleep((announced / bytesPerSecond) * 1000);
    await usual();
  };
}

function progress(repository: string, id: string, size: number, status: number): Answer {
  const range = `0-${Math.max(size - 1, 0)}`;
  return { status, headers: { location: `/v2/${repository}/blobs/uploads/${id}?_state=a%2Fb~c`, range } };
}

function found(method: string, content: Buffer | undefined, type: string, digest: string): Answer {
  if (!content) return { status: 404 };
  const headers = { 'content-type': type, 'docker-content-digest': digest, 'content-length': `${content.length}` };
  return { status: 200, headers, ...(method === 'GET' && { body: content }) };
}

async function drain(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
