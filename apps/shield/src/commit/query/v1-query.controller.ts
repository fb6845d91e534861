import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CommitQuery, CommitQueryAnswer } from '@image-factory/contracts';
import { ForPlatformQueries } from '../../platform/access/for-platform.js';
import { CommitLookup } from './commit-lookup.js';
import { queryAnswer } from './commit-view.js';

/** Queries of the platform. `QueryFastPath` answers nearly all of them. */
@ForPlatformQueries()
@Controller('v1/commit')
export class V1QueryController {
  constructor(private readonly commits: CommitLookup) {}

  /** Returns the state of a commit, by its transaction id or by the container as posted. */
  @ApiOperation({ summary: 'State of a commit' })
  @Get('query')
  async query(@Query() { transaction_id: id }: CommitQuery): Promise<CommitQueryAnswer> {
    return queryAnswer(await this.commits.find(id));
  }
}
