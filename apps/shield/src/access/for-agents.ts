import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AgentTokenGuard } from './agent-token.guard.js';

/** A controller whose calls are the agents': with an `agent_token` where there is one. */
export const ForAgents = () => applyDecorators(ApiTags('for agents'), ApiBearerAuth(), UseGuards(AgentTokenGuard));
