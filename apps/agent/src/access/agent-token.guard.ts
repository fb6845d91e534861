import { Injectable } from '@nestjs/common';
import { BearerTokenGuard } from '@image-factory/service';
import { AgentConfiguration } from '../config/agent-configuration.js';

/** Admits calls of the shield that carry an `agent_token`. */
@Injectable()
export class AgentTokenGuard extends BearerTokenGuard {
  constructor(configuration: AgentConfiguration) {
    super(configuration.agent_token);
  }
}
