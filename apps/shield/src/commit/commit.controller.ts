import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query, UseFilters, UseGuards } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import {
  CommitAnswer,
  CommitQuery,
  CommitQueryAnswer,
  CommitRequest,
  SizeAnswer,
  SizeQuery,
} from '@image-factory/contracts';
import { CommitStatus } from '@image-factory/contracts';
import { EnvelopeFilter, RequestId, TraceParent } from '@image-factory/service';
import { ForPlatform } from '../access/for-platform.js';
import { queryAnswer } from './commit-view.js';
import { CommitService } from './commit.service.js';
import { RefuseOmissionsGuard } from './refuse-omissions.guard.js';

/** The platform's calls. */
@ForPlatform()
@Controller('v1/commit')
export class CommitController {
  constructor(private readonly commits: CommitService) {}

  /** Size of the image that a container would make. */
  @ApiOperation({ summary: 'Size of a container as an image' })
  @UseFilters(new EnvelopeFilter({ size: 0 }))
  @Get('size')
  async size(@Query() { ip, container }: SizeQuery): Promise<SizeAnswer> {
    return { success: true, size: await this.commits.size(ip, container), msg: 'ok' };
  }

  /** Saves a container and answers when the save has ended, however long that takes. */
  @ApiOperation({ summary: 'Save a container and wait until that has ended' })
  @UseGuards(RefuseOmissionsGuard)
  @Post('sync')
  async sync(
    @Body() request: CommitRequest,
    @RequestId() requestId: string,
    @TraceParent() traceParent: string | undefined,
  ): Promise<CommitAnswer> {
    const { id } = await this.commits.accept(withUsableLogin(request), { requestId, traceParent });
    const ended = await this.commits.untilEnded(id);
    const success = ended?.status === CommitStatus.SUCCEEDED;
    return {
      success,
      msg: ended?.statusMsg ?? 'The shield is being stopped; query tells how the save ends.',
      transaction_id: id,
    };
  }

  /** Saves a container and answers at once; `query` tells how far it is. */
  @ApiOperation({ summary: 'Save a container' })
  @UseGuards(RefuseOmissionsGuard)
  @HttpCode(HttpStatus.ACCEPTED)
  @Post('async')
  async async(
    @Body() request: CommitRequest,
    @RequestId() requestId: string,
    @TraceParent() traceParent: string | undefined,
  ): Promise<CommitAnswer> {
    const { id } = await this.commits.accept(withUsableLogin(request), { requestId, traceParent });
    return { success: true, msg: 'accepted', transaction_id: id };
  }

  /** How a save stands, by its transaction id or by the container string that was posted. */
  @ApiOperation({ summary: 'How a save stands' })
  @Get('query')
  async query(@Query() { transaction_id: id }: CommitQuery): Promise<CommitQueryAnswer> {
    return queryAnswer(await this.commits.find(id));
  }
}

/** As in the first implementation, a login that is not whole counts as none: the node's own serves then. */
function withUsableLogin(request: CommitRequest): CommitRequest {
  if (request.hub_user && request.hub_pwd) return request;
  return { ...request, hub_user: undefined, hub_pwd: undefined, hub_addr: undefined };
}
