import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { AgentRegistration, Envelope } from '@image-factory/contracts';
import { ForAgents } from '../platform/access/for-agents.js';
import { AgentRegistryService } from './agent-registry.service.js';

/** Registration of agents. */
@ForAgents()
@Controller('v1/agent')
export class AgentController {
  constructor(private readonly registry: AgentRegistryService) {}

  /** Registers an agent under one ip of its node; repeated every 30 s. */
  @ApiOperation({ summary: 'Register an agent' })
  @Post('register')
  async register(@Body() registration: AgentRegistration): Promise<Envelope> {
    await this.registry.register(registration);
    return { success: true, msg: 'registered' };
  }
}
