import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AgentTokenGuard } from './agent-token.guard.js';

/** Marks a controller for the shield: requires an `agent_token` if one is configured. */
export const ForShield = () => applyDecorators(ApiTags('for the shield'), ApiBearerAuth(), UseGuards(AgentTokenGuard));
