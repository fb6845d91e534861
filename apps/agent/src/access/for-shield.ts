import { BearerTokenGuard } from '@image-factory/service';
import { applyDecorators, Injectable, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AgentConfiguration } from '../config/agent-configuration.js';

/** Admits calls of the shield that carry an `agent_token`. */
@Injectable()
export class AgentTokenGuard extends BearerTokenGuard {
  constructor(configuration: AgentConfiguration) {
    super(configuration.agent_token);
  }
}

/** Marks a controller for the shield: requires an `agent_token` if one is configured. */
export const ForShield = () => applyDecorators(ApiTags('for the shield'), ApiBearerAuth(), UseGuards(AgentTokenGuard));
