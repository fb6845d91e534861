import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { RequestDurations, securityHeaders } from '@image-factory/service';
import { FastPathAccess } from '../access/fast-path-access.js';
import { queryAnswer, unknownAnswer } from './commit-view.js';
import { CommitService, type FoundCommit } from './commit.service.js';

const PATH = '/v1/commit/query';
const BEGINNING = `${PATH}?`;

/** Headers of the answer but its length, names and values in turn. */
const HEADERS = [...securityHeaders(), 'Content-Type', 'application/json; charset=utf-8'];

/** Longest id that `CommitQuery` takes. */
const MAX_ID_LENGTH = 300;

/** The id of a query that finds nothing. */
interface UnknownCommit {
  readonly id: string;
  readonly record?: undefined;
}

/**
 * The short way of `query`, which platforms call all the time: a well-formed query of a caller that may ask is answered
 * here, and is not counted, since platforms take a refusal for a lost commit. Any other call goes the way of all, to the
 * controller, which says what is wrong.
 */
@Injectable()
export class QueryFastPath {
  private readonly answered: (start: number) => void;

  constructor(
    private readonly access: FastPathAccess,
    private readonly commits: CommitService,
    durations: RequestDurations,
  ) {
    this.answered = durations.of('GET', PATH, 200);
  }

  /** Puts it before everything else that does something with the requests of a server. */
  serve(server: Server): void {
    const others = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const pass = (): void => others.forEach((listener) => listener(request, response));
      if (request.method === 'GET' && request.url?.startsWith(BEGINNING)) void this.answer(request, response, pass);
      else pass();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse, pass: () => void): Promise<void> {
    const start = performance.now();
    const found = await this.find(request);
    if (!found) return pass();
    // As a text it goes out in one piece with its headers.
    const body = JSON.stringify(found.record ? queryAnswer(found) : unknownAnswer(found.id));
    response.writeHead(200, [...HEADERS, 'Content-Length', String(Buffer.byteLength(body))]).end(body);
    this.answered(start);
  }

  private async find(request: IncomingMessage): Promise<FoundCommit | UnknownCommit | undefined> {
    const [id, second] = new URLSearchParams(request.url?.slice(BEGINNING.length)).getAll('transaction_id');
    if (!id || second !== undefined || id.length > MAX_ID_LENGTH || !this.access.knows(request)) return undefined;
    // The controller reports what is wrong with the store.
    return this.commits.look(id).then(
      (found) => found ?? { id },
      () => undefined,
    );
  }
}
