import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ContainerPreviewAnswer, ContainerQuery } from '@image-factory/contracts';
import { ContainerPreviewer } from '@image-factory/commit';
import { ForShield } from '../access/for-shield.js';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { previewResource } from './preview-resource.js';

/** Previews of commits. */
@ForShield()
@Controller('v1/container')
export class PreviewController {
  constructor(
    private readonly previewer: ContainerPreviewer,
    private readonly configuration: AgentConfiguration,
  ) {}

  /** Previews a commit: additions, possible secrets, and what the image cannot contain. The container keeps running. */
  @ApiOperation({ summary: 'Preview a commit of a container' })
  @Get('preview')
  async preview(@Query() { container }: ContainerQuery): Promise<ContainerPreviewAnswer> {
    const preview = await this.previewer.preview(container);
    return { success: true, msg: 'ok', preview: previewResource(preview, this.configuration.save_mode) };
  }
}
