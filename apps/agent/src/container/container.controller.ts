import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ContainerIdentityAnswer, ContainerListAnswer, ContainerQuery } from '@image-factory/contracts';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { ForShield } from '../access/for-shield.js';

/** Containers of the node, for the shield. */
@ForShield()
@Controller('v1/container')
export class ContainerController {
  constructor(@Inject(CONTAINER_RUNTIME) private readonly runtime: ContainerRuntime) {}

  /** Full id of a container, which is the same for its name, its short id and its full id. */
  @ApiOperation({ summary: 'Resolve a container' })
  @Get('identity')
  async identity(@Query() { container }: ContainerQuery): Promise<ContainerIdentityAnswer> {
    return { success: true, msg: 'ok', id: (await this.runtime.containers.find(container)).id };
  }

  /** All containers of the node, newest first. */
  @ApiOperation({ summary: 'List the containers of the node' })
  @Get('list')
  async list(): Promise<ContainerListAnswer> {
    const containers = await this.runtime.containers.list();
    const shown = containers.map(({ createdAt, ...facts }) => ({ ...facts, created_at: createdAt.toISOString() }));
    return { success: true, msg: 'ok', containers: shown };
  }
}
