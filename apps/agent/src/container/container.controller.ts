import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ContainerIdentityAnswer, ContainerListAnswer, ContainerQuery } from '@image-factory/contracts';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { ForShield } from '../access/for-shield.js';

/** What the shield asks about a container. */
@ForShield()
@Controller('v1/container')
export class ContainerController {
  constructor(@Inject(CONTAINER_RUNTIME) private readonly runtime: ContainerRuntime) {}

  /** Full id of a container: two strings that have the same one mean the same container. */
  @ApiOperation({ summary: 'Which container a string means' })
  @Get('identity')
  async identity(@Query() { container }: ContainerQuery): Promise<ContainerIdentityAnswer> {
    return { success: true, msg: 'ok', id: (await this.runtime.containers.find(container)).id };
  }

  /** Every container of the node, newest first. */
  @ApiOperation({ summary: 'The containers of the node' })
  @Get('list')
  async list(): Promise<ContainerListAnswer> {
    const containers = await this.runtime.containers.list();
    const shown = containers.map(({ createdAt, ...facts }) => ({ ...facts, created_at: createdAt.toISOString() }));
    return { success: true, msg: 'ok', containers: shown };
  }
}
