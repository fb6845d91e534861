import { Body, Controller, HttpCode, HttpStatus, Post, UseGuards } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CommitAnswer, CommitRequest, CommitStatus } from '@image-factory/contracts';
import { ForPlatform } from '../../platform/access/for-platform.js';
import { CommitWaiter } from '../query/commit-waiter.js';
import { statusText } from '../state/commit-failure.js';
import { CommitIntake } from './commit-intake.js';
import { RefuseExclusionsGuard } from './refuse-exclusions.guard.js';

/** Commits for the platform. */
@ForPlatform()
@UseGuards(RefuseExclusionsGuard)
@Controller('v1/commit')
export class V1IntakeController {
  constructor(
    private readonly intake: CommitIntake,
    private readonly waiter: CommitWaiter,
  ) {}

  /** Commits a container and answers when the commit has ended, however long that takes. */
  @ApiOperation({ summary: 'Commit a container and wait for the end' })
  @Post('sync')
  async sync(@Body() request: CommitRequest): Promise<CommitAnswer> {
    const { id } = await this.intake.accept(withUsableLogin(request));
    const ended = await this.waiter.untilEnded(id);
    const success = ended?.status === CommitStatus.SUCCEEDED;
    return {
      success,
      msg: ended ? statusText(ended) : 'The shield is shutting down; query the commit for its result.',
      transaction_id: id,
      error_code: ended?.errorCode,
    };
  }

  /** Commits a container and answers at once; `query` returns the state of the commit. */
  @ApiOperation({ summary: 'Commit a container' })
  @HttpCode(HttpStatus.ACCEPTED)
  @Post('async')
  async async(@Body() request: CommitRequest): Promise<CommitAnswer> {
    const { id } = await this.intake.accept(withUsableLogin(request));
    return { success: true, msg: 'accepted', transaction_id: id };
  }
}

/** As in the first implementation, an incomplete login counts as none: the node's own login is used then. */
function withUsableLogin(request: CommitRequest): CommitRequest {
  if (request.hub_user && request.hub_pwd) return request;
  return { ...request, hub_user: undefined, hub_pwd: undefined, hub_addr: undefined };
}
