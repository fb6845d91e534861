import { Controller, Get, Inject, Query, UseFilters } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ContainerQuery, SizeAnswer } from '@image-factory/contracts';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { EnvelopeFilter } from '@image-factory/service';
import { ForShield } from '../access/for-shield.js';

/** `size` is in kB: 1024 bytes. */
const KILOBYTE = 1024;

/** Size of containers. */
@ForShield()
@Controller('v1/commit')
export class SizeController {
  constructor(@Inject(CONTAINER_RUNTIME) private readonly runtime: ContainerRuntime) {}

  /** Size of the file system of a container, including its image (`docker ps -s`: virtual). */
  @ApiOperation({ summary: 'Size of a container as an image' })
  @UseFilters(new EnvelopeFilter({ size: 0 }))
  @Get('size')
  async size(@Query() { container }: ContainerQuery): Promise<SizeAnswer> {
    return {
      success: true,
      size: Math.round((await this.runtime.containers.sizes(container)).whole / KILOBYTE),
      msg: 'ok',
    };
  }
}
