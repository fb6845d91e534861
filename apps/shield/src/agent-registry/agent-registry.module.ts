import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { AgentRegistryService } from './agent-registry.service.js';
import { AgentClient } from './agent.client.js';
import { AgentController } from './agent.controller.js';

/** Knows the agents and speaks with them. */
@Module({
  imports: [HttpModule.register({ validateStatus: () => true, maxRedirects: 0, maxContentLength: 1024 * 1024 })],
  controllers: [AgentController],
  providers: [AgentClient, AgentRegistryService],
  exports: [AgentClient, AgentRegistryService],
})
export class AgentRegistryModule {}
