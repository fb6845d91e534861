import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { QuickAccess } from '../access/quick-access.js';
import { queryAnswer } from './commit-view.js';
import { CommitService, type FoundCommit } from './commit.service.js';

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
    const found = await this.find(request);
    if (found) response.json(queryAnswer(found));
    else next();
  }

  private async find(request: Request): Promise<FoundCommit | undefined> {
    const { transaction_id: id } = request.query;
    if (typeof id !== 'string' || !this.access.knows(request)) return undefined;
    const found = await this.commits.find(id).catch(() => undefined);
    return found && (await this.access.count(request)) ? found : undefined;
  }
}
