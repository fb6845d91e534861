import { type ContainerPreview, ContainerPreviewer } from '@image-factory/commit';
import {
  type ContainerPreview as PreviewResource,
  ContainerPreviewAnswer,
  ContainerQuery,
} from '@image-factory/contracts';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ForShield } from '../access/for-shield.js';
import { AgentConfiguration, type SaveMode } from '../config/agent-configuration.js';

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

const READABLE = 'The agent can read the files of the container; the commit shows whether the registry has its image.';

/** Limit on the reported stubs. */
const MAX_STUBS = 100;

/** A preview in the wire format. */
export function previewResource(preview: ContainerPreview, mode: SaveMode): PreviewResource {
  const { id, size, changes, secretVariables, mounts, stubs, obstacle } = preview;
  const { bytes, files, deletions, isComplete: complete, largest, secrets, unsupported } = changes;
  const strategy = expectedStrategy(mode, obstacle);
  return {
    id,
    size,
    layer: { bytes, files, deletions, complete },
    largest_files: largest && [...largest],
    secrets: { environment: [...secretVariables], paths: [...secrets.paths], total_paths: secrets.total },
    unsupported_paths: [...unsupported],
    not_saved: mounts.map(({ destination, type }) => ({ destination, type })),
    ...(strategy.way === 'direct' && stubs.length > 0 && { mount_stubs: stubs.slice(0, MAX_STUBS) }),
    ...strategy,
  };
}

function expectedStrategy(mode: SaveMode, obstacle: string | undefined): Pick<PreviewResource, 'way' | 'reason'> {
  if (mode === 'engine') return { way: 'engine', reason: 'save_mode of the agent is engine.' };
  if (obstacle === undefined) return { way: 'direct', reason: READABLE };
  return { way: mode === 'auto' ? 'engine' : 'none', reason: obstacle };
}
