import { type ContainerPreview, ContainerPreviewer } from '@image-factory/commit';
import {
  type AgentPreview,
  ContainerPreviewAnswer,
  ContainerQuery,
  type StrategyChoice,
  unsavedMounts,
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
    return { success: true, msg: 'ok', preview: agentPreview(preview, this.configuration.save_mode) };
  }
}

const READABLE =
  'The agent can read the files of the container; base layers that the registry lacks are uploaded, if a source has them.';

/** Limit on the reported stubs. */
const MAX_STUBS = 100;

/** A preview in the wire format. */
export function agentPreview(preview: ContainerPreview, mode: SaveMode): AgentPreview {
  const { id, size, changes, secretVariables, mounts, stubs, obstacle } = preview;
  const { bytes, files, deletions, isComplete: complete, largest, secrets, unsupported } = changes;
  const { strategy, reason } = expectedStrategy(mode, obstacle);
  return {
    id,
    size,
    layer: { bytes, files, deletions, complete },
    largest_files: largest && [...largest],
    secrets: { environment: [...secretVariables], paths: [...secrets.paths], total_paths: secrets.total },
    unsupported_paths: [...unsupported],
    not_saved: unsavedMounts(mounts),
    ...(strategy === 'direct' && stubs.length > 0 && { mount_stubs: stubs.slice(0, MAX_STUBS) }),
    way: strategy,
    reason,
  };
}

/** Strategy that a commit would use, and the reason. */
interface ExpectedStrategy {
  readonly strategy: StrategyChoice;
  readonly reason: string;
}

function expectedStrategy(mode: SaveMode, obstacle: string | undefined): ExpectedStrategy {
  if (mode === 'engine') return { strategy: 'engine', reason: 'save_mode of the agent is engine.' };
  if (obstacle === undefined) return { strategy: 'direct', reason: READABLE };
  return { strategy: mode === 'auto' ? 'engine' : 'none', reason: obstacle };
}
