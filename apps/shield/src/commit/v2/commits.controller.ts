import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import {
  CancelRequest,
  CommitListQuery,
  CommitOrder,
  CommitPage,
  CommitResource,
  CommitWaitQuery,
} from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { RequestId, TraceParent } from '@image-factory/service';
import type { Response } from 'express';
import { ForPlatformV2 } from '../../access/for-platform-v2.js';
import { ShieldConfiguration } from '../../config/shield-configuration.js';
import { CommitService } from '../commit.service.js';
import { commitResource } from './commit-resource.js';

/** Who has cancelled a save when nobody says so. */
const NOBODY_IN_PARTICULAR = 'the platform';

/** An idempotency key: printable ASCII, so that a UUID does as well as a name. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Saves as resources. */
@ForPlatformV2()
@Controller('v2/commits')
export class CommitsController {
  constructor(
    private readonly commits: CommitService,
    private readonly configuration: ShieldConfiguration,
  ) {}

  /** Saves a container and answers at once; its resource and its events tell how far it is. */
  @ApiOperation({ summary: 'Save a container' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Sent again with the same order, no second save begins.',
  })
  @HttpCode(HttpStatus.ACCEPTED)
  @Post()
  async create(
    @Body() order: CommitOrder,
    @RequestId() requestId: string,
    @TraceParent() traceParent: string | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommitResource> {
    if (key !== undefined && !KEY.test(key)) {
      throw new FactoryError('invalid_request', 'Idempotency-Key must be 1 to 255 printable ASCII characters.');
    }
    const record = await this.commits.accept(order, { requestId, traceParent }, key);
    response.location(`${this.configuration.base_path}/v2/commits/${record.id}`);
    return commitResource(record);
  }

  /** Saves, newest first, a page at a time. */
  @ApiOperation({ summary: 'List saves' })
  @Get()
  async list(@Query() query: CommitListQuery): Promise<CommitPage> {
    const { ip, container, image, author, status: states, limit = 50, cursor: before } = query;
    const records = await this.commits.list({ ip, container, image, author, states }, { before, limit: limit + 1 });
    const items = records.slice(0, limit).map((record) => commitResource(record));
    return { items, next_cursor: records.length > limit ? items.at(-1)?.id : undefined };
  }

  /** How a save stands; with `wait`, once it has ended, or after so many seconds. */
  @ApiOperation({ summary: 'How a save stands' })
  @Get(':id')
  async get(@Param('id') id: string, @Query() { wait = 0 }: CommitWaitQuery): Promise<CommitResource> {
    if (wait > 0) await this.commits.untilEnded(id, wait * 1000);
    const { record, place } = await this.commits.get(id);
    return commitResource(record, place);
  }

  /** Cancels a save: one that waits has ended with the answer, another one when its agent has stopped it. */
  @ApiOperation({ summary: 'Cancel a save' })
  @HttpCode(HttpStatus.ACCEPTED)
  @Post(':id/cancel')
  async cancel(@Param('id') id: string, @Body() { by = NOBODY_IN_PARTICULAR }: CancelRequest): Promise<CommitResource> {
    return commitResource(await this.commits.cancel(id, by));
  }
}
