import { Body, Controller, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CancelRequest, CommitResource } from '@image-factory/contracts';
import { ForPlatformV2 } from '../../platform/access/for-platform.js';
import { commitResource } from '../state/commit-resource.js';
import { Cancellation } from './cancellation.js';

/** Requester, if the request names none. */
const UNNAMED_REQUESTER = 'the platform';

/** Cancels commits. */
@ForPlatformV2()
@Controller('v2/commits')
export class CancelController {
  constructor(private readonly cancellation: Cancellation) {}

  /** Cancels a commit: a queued commit ends at once, a running one when its agent has stopped the job. */
  @ApiOperation({ summary: 'Cancel a commit' })
  @HttpCode(HttpStatus.ACCEPTED)
  @Post(':id/cancel')
  async cancel(@Param('id') id: string, @Body() { by = UNNAMED_REQUESTER }: CancelRequest): Promise<CommitResource> {
    return commitResource(await this.cancellation.request(id, by));
  }
}
