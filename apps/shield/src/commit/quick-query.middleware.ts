import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { QuickAccess } from '../access/quick-access.js';
import type { CommitRecord } from './commit-record.js';
import { queryAnswer } from './commit-view.js';
import { CommitService } from './commit.service.js';

/**
 * The short way of `query`, which platforms call all the time: a save that is known is told to whom may know it. Any
 * other call goes the way of all, to the controller, which says what is wrong.
 */
@Injectable()
export class QuickQuery implements NestMiddleware {
  constructor(
    private readonly access: QuickAccess,
    private readonly commits: CommitService,
  ) {}

  async use(request: Request, response: Response, next: NextFunction): Promise<void> {
    const record = await this.recordFor(request);
    if (record) response.json(queryAnswer(record));
    else next();
  }

  private async recordFor(request: Request): Promise<CommitRecord | undefined> {
    const { transaction_id: id } = request.query;
    if (typeof id !== 'string' || !this.access.knows(request)) return undefined;
    const record = await this.commits.find(id).catch(() => undefined);
    return record && (await this.access.count(request)) ? record : undefined;
  }
}
