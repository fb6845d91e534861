import { Controller, Get, Query, UseFilters } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { SizeAnswer, SizeQuery } from '@image-factory/contracts';
import { EnvelopeFilter } from '@image-factory/service';
import { ForPlatform } from '../platform/access/for-platform.js';
import { AgentClient } from './agent.client.js';
import { AgentRegistryService } from './agent-registry.service.js';

/** Size of containers, for the platform. */
@ForPlatform()
@UseFilters(new EnvelopeFilter({ size: 0 }))
@Controller('v1/commit')
export class SizeController {
  constructor(
    private readonly agents: AgentRegistryService,
    private readonly client: AgentClient,
  ) {}

  /** Size in kB of the image that a commit of a container would create. */
  @ApiOperation({ summary: 'Size of a container as an image' })
  @Get('size')
  async size(@Query() { ip, container }: SizeQuery): Promise<SizeAnswer> {
    const { address } = await this.agents.online(ip);
    return { success: true, size: await this.client.size(address, container), msg: 'ok' };
  }
}
