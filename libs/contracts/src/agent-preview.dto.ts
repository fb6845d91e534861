import { ApiProperty } from '@nestjs/swagger';
import { AgentAnswer } from './envelope.dto.js';
import { PreviewContent, STRATEGY_PROPERTY, type StrategyChoice } from './v2/container-preview.dto.js';

/** A preview on the wire between shield and agent. */
export class AgentPreview extends PreviewContent {
  /** v2 calls it `strategy`. */
  @ApiProperty({ ...STRATEGY_PROPERTY, description: `${STRATEGY_PROPERTY.description} v2 calls it \`strategy\`.` })
  way!: StrategyChoice;
}

/** Answer of the agent's `GET /v1/container/preview`. */
export class ContainerPreviewAnswer extends AgentAnswer {
  /** The preview, unless it failed. */
  preview?: AgentPreview;
}
