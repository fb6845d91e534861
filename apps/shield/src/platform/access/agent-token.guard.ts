import { Injectable } from '@nestjs/common';
import { BearerTokenGuard } from '@image-factory/service';
import { ShieldConfiguration } from '../../config/shield-configuration.js';

/** Admits calls of agents that carry an `agent_token`. */
@Injectable()
export class AgentTokenGuard extends BearerTokenGuard {
  constructor(configuration: ShieldConfiguration) {
    super(configuration.agent_token);
  }
}
