import { Injectable } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { RequestDurations, securityHeaders } from '@image-factory/service';
import type { NextFunction, Request, Response } from 'express';
import { QuickAccess } from '../access/quick-access.js';
import { queryAnswer } from './commit-view.js';
import { CommitService, type FoundCommit } from './commit.service.js';

const PATH = '/v1/commit/query';

/** Headers of the answer but its length, names and values in turn. */
const HEADERS = [...securityHeaders(), 'Content-Type', 'application/json; charset=utf-8'];

/**
 * The short way of `query`, which platforms call all the time: a save that is known is told to whom may know it. Any
 * other call goes the way of all, to the controller, which says what is wrong.
 */
@Injectable()
export class QuickQuery {
  private readonly answered: (start: number) => void;

  constructor(
    private readonly access: QuickAccess,
    private readonly commits: CommitService,
    durations: RequestDurations,
  ) {
    this.answered = durations.of('GET', PATH, 200);
  }

  /** Puts it before everything else that an application does with a request. */
  serve(app: NestExpressApplication): void {
    app.use((request: Request, response: Response, next: NextFunction) => {
      if (request.method === 'GET' && request.url.startsWith(`${PATH}?`)) void this.answer(request, response, next);
      else next();
    });
  }

  private async answer(request: Request, response: Response, next: NextFunction): Promise<void> {
    const start = performance.now();
    const found = await this.find(request);
    if (!found) return next();
    // As a text it goes out in one piece with its headers.
    const body = JSON.stringify(queryAnswer(found));
    response.writeHead(200, [...HEADERS, 'Content-Length', String(Buffer.byteLength(body))]).end(body);
    this.answered(start);
  }

  private async find(request: Request): Promise<FoundCommit | undefined> {
    const id = new URLSearchParams(request.url.slice(PATH.length)).getAll('transaction_id');
    if (id.length !== 1 || !this.access.knows(request)) return undefined;
    const found = await this.commits.find(id[0]!).catch(() => undefined);
    return found && (await this.access.count(request)) ? found : undefined;
  }
}
