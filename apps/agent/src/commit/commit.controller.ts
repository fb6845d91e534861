import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { AgentCancelRequest, AgentCommitAnswer, AgentCommitRequest, Envelope } from '@image-factory/contracts';
import { ForShield } from '../access/for-shield.js';
import { NodeIdentity } from '../node/node-identity.js';
import { CommitService } from './commit.service.js';

/** Jobs, as requested by the shield. */
@ForShield()
@Controller('v1/commit')
export class CommitController {
  constructor(
    private readonly commits: CommitService,
    private readonly node: NodeIdentity,
  ) {}

  /** Commits a container and answers when the commit has ended, however long that takes. */
  @ApiOperation({ summary: 'Commit a container and wait for the end' })
  @HttpCode(HttpStatus.OK)
  @Post('sync')
  async sync(@Body() request: AgentCommitRequest): Promise<AgentCommitAnswer> {
    const run = await this.commits.accept(request);
    return { success: true, msg: (await run.ended).message, boot_id: this.node.bootId };
  }

  /** Commits a container and answers at once; the agent then sends reports to the shield. */
  @ApiOperation({ summary: 'Commit a container' })
  @HttpCode(HttpStatus.OK)
  @Post('async')
  async async(@Body() request: AgentCommitRequest): Promise<AgentCommitAnswer> {
    await this.commits.accept(request);
    return { success: true, msg: 'accepted', boot_id: this.node.bootId };
  }

  /** Cancels a job at once; its last report is a failure with the code `cancelled`. A request for an ended job changes nothing. */
  @ApiOperation({ summary: 'Cancel a commit' })
  @HttpCode(HttpStatus.OK)
  @Post('cancel')
  cancel(@Body() { transaction }: AgentCancelRequest): Envelope {
    this.commits.cancel(transaction);
    return { success: true, msg: 'cancelled' };
  }
}
