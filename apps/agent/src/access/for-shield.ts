import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AgentTokenGuard } from './agent-token.guard.js';

/** A controller whose calls are the shield's: with an `agent_token` where there is one. */
export const ForShield = () => applyDecorators(ApiTags('for the shield'), ApiBearerAuth(), UseGuards(AgentTokenGuard));
