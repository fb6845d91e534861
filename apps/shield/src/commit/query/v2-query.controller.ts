import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CommitListQuery, CommitPage, CommitResource, CommitWaitQuery } from '@image-factory/contracts';
import { ForPlatformV2 } from '../../platform/access/for-platform.js';
import { commitResource } from '../state/commit-resource.js';
import { CommitLookup } from './commit-lookup.js';
import { CommitWaiter } from './commit-waiter.js';

/** Commits as resources. */
@ForPlatformV2()
@Controller('v2/commits')
export class V2QueryController {
  constructor(
    private readonly commits: CommitLookup,
    private readonly waiter: CommitWaiter,
  ) {}

  /** A page of commits, newest first. */
  @ApiOperation({ summary: 'List commits' })
  @Get()
  async list(@Query() query: CommitListQuery): Promise<CommitPage> {
    const { ip, container, image, author, status: states, limit = 50, cursor: before } = query;
    const records = await this.commits.list({ ip, container, image, author, states }, { before, limit: limit + 1 });
    const items = records.slice(0, limit).map((record) => commitResource(record));
    return { items, next_cursor: records.length > limit ? items.at(-1)?.id : undefined };
  }

  /** Returns a commit; with `wait`, as soon as it has ended or after this number of seconds. */
  @ApiOperation({ summary: 'Read a commit' })
  @Get(':id')
  async get(@Param('id') id: string, @Query() { wait = 0 }: CommitWaitQuery): Promise<CommitResource> {
    if (wait > 0) await this.waiter.untilEnded(id, wait * 1000);
    const { record, place } = await this.commits.get(id);
    return commitResource(record, place);
  }
}
