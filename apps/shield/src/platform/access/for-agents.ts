import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AgentTokenGuard } from './agent-token.guard.js';

/** Marks a controller for agents: requires an `agent_token` if one is configured. */
export const ForAgents = () => applyDecorators(ApiTags('for agents'), ApiBearerAuth(), UseGuards(AgentTokenGuard));
