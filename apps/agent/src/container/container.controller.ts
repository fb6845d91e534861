import { ContainerIdentityAnswer, ContainerListAnswer, ContainerQuery, SizeAnswer } from '@image-factory/contracts';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { Controller, Get, Inject, Module, Query, UseFilters } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ForShield, RefusalFilter } from '../access/for-shield.js';
import { RuntimeModule } from '../runtime/runtime.module.js';
import { StrategyModule } from '../strategy/strategy.module.js';
import { PreviewController } from './preview.controller.js';

/** Containers of the node, for the shield. */
@ForShield()
@Controller('v1/container')
class ContainerController {
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

/** `size` is in kB: 1024 bytes. */
const KILOBYTE = 1024;

/** Size of containers. */
@ForShield()
@Controller('v1/commit')
export class SizeController {
  constructor(@Inject(CONTAINER_RUNTIME) private readonly runtime: ContainerRuntime) {}

  /** Size of the file system of a container, including its image (`docker ps -s`: virtual). */
  @ApiOperation({ summary: 'Size of a container as an image' })
  @UseFilters(new RefusalFilter({ size: 0 }))
  @Get('size')
  async size(@Query() { container }: ContainerQuery): Promise<SizeAnswer> {
    return {
      success: true,
      size: Math.round((await this.runtime.containers.sizes(container)).whole / KILOBYTE),
      msg: 'ok',
    };
  }
}

/** Serves the containers of the node. */
@Module({
  imports: [RuntimeModule, StrategyModule],
  controllers: [ContainerController, PreviewController, SizeController],
})
export class ContainerModule {}
