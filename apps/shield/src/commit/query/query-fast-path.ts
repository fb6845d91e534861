import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { RequestDurations, securityHeaders } from '@image-factory/service';
import { ApiTokenGuard } from '../../platform/access/for-platform.js';
import { queryAnswer, unknownAnswer } from './commit-view.js';
import { CommitLookup, type FoundCommit } from './commit-lookup.js';

const PATH = '/v1/commit/query';
const BEGINNING = `${PATH}?`;

/** Headers of the response except its length, names and values in turn. */
const HEADERS = [...securityHeaders(), 'Content-Type', 'application/json; charset=utf-8'];

/** Limit on the id in `CommitQuery`. */
const MAX_ID_LENGTH = 300;

/** A query without a result. */
interface UnknownCommit {
  readonly id: string;
  readonly record?: undefined;
}

/**
 * Hot path of `query`, which platforms poll constantly: a valid query of an authorized caller is answered here and is
 * not rate-limited, since platforms mistake a refusal for a lost commit. Any other call reaches the controller, which
 * reports the error.
 */
@Injectable()
export class QueryFastPath {
  private readonly answered: (start: number) => void;

  constructor(
    private readonly tokens: ApiTokenGuard,
    private readonly commits: CommitLookup,
    durations: RequestDurations,
  ) {
    this.answered = durations.of('GET', PATH, 200);
  }

  /** Installs the fast path before all other request listeners of a server. */
  serve(server: Server): void {
    const others = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const pass = (): void => others.forEach((listener) => listener(request, response));
      if (isQuery(request)) void this.answer(request, response, pass);
      else pass();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse, pass: () => void): Promise<void> {
    const start = performance.now();
    const found = await this.find(request);
    if (!found) return pass();
    // As a string it is sent in one segment with its headers.
    const body = JSON.stringify(found.record ? queryAnswer(found) : unknownAnswer(found.id));
    response.writeHead(200, [...HEADERS, 'Content-Length', String(Buffer.byteLength(body))]).end(body);
    this.answered(start);
  }

  private async find(request: IncomingMessage): Promise<FoundCommit | UnknownCommit | undefined> {
    const [id, second] = new URLSearchParams(request.url?.slice(BEGINNING.length)).getAll('transaction_id');
    if (!id || second !== undefined || id.length > MAX_ID_LENGTH || !this.tokens.admits(request)) return undefined;
    // The controller reports failures of the store.
    return this.commits.look(id).then(
      (found) => found ?? { id },
      () => undefined,
    );
  }
}

/** A request with a body is left to the route, which reports a malformed body. */
function isQuery({ method, url, headers }: IncomingMessage): boolean {
  if (method !== 'GET' || !url?.startsWith(BEGINNING)) return false;
  return headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;
}
