import { PickType } from '@nestjs/swagger';
import { AgentCommitRequest } from './agent-commit-request.dto.js';

/** Body of the shield's `POST /v1/commit/cancel` to an agent. */
export class AgentCancelRequest extends PickType(AgentCommitRequest, ['transaction']) {}
