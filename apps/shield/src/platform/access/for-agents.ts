import { BearerTokenGuard } from '@image-factory/service';
import { applyDecorators, Injectable, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ShieldConfiguration } from '../../config/shield-configuration.js';

/** Admits calls of agents that carry an `agent_token`. */
@Injectable()
export class AgentTokenGuard extends BearerTokenGuard {
  constructor(configuration: ShieldConfiguration) {
    super(configuration.agent_token);
  }
}

/** Marks a controller for agents: requires an `agent_token` if one is configured. */
export const ForAgents = () => applyDecorators(ApiTags('for agents'), ApiBearerAuth(), UseGuards(AgentTokenGuard));
