import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ContainerIdentityAnswer, ContainerListAnswer, ContainerQuery } from '@image-factory/contracts';
import { DockerEngine } from '@image-factory/docker';
import { ForShield } from '../access/for-shield.js';

/** What the shield asks about a container. */
@ForShield()
@Controller('v1/container')
export class ContainerController {
  constructor(private readonly engine: DockerEngine) {}

  /** Full id of a container: two strings that have the same one mean the same container. */
  @ApiOperation({ summary: 'Which container a string means' })
  @Get('identity')
  async identity(@Query() { container }: ContainerQuery): Promise<ContainerIdentityAnswer> {
    return { success: true, msg: 'ok', id: (await this.engine.inspect(container)).id };
  }

  /** Every container of the node, newest first. */
  @ApiOperation({ summary: 'The containers of the node' })
  @Get('list')
  async list(): Promise<ContainerListAnswer> {
    const containers = await this.engine.containers();
    const shown = containers.map(({ createdAt, ...facts }) => ({ ...facts, created_at: createdAt.toISOString() }));
    return { success: true, msg: 'ok', containers: shown };
  }
}
