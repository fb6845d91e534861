import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { bearer } from '@image-factory/service';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { AgentRegistryService } from './agent-registry.service.js';
import { AgentClient } from './agent.client.js';
import { AgentController } from './agent.controller.js';

/** Limit on a response of an agent, in bytes. */
const LONGEST_ANSWER = 1024 * 1024;

/** Registry of the agents, and the client of their API. */
@Module({
  imports: [
    HttpModule.registerAsync({
      useFactory: ({ agent_token }: ShieldConfiguration) => ({
        headers: bearer(agent_token),
        validateStatus: () => true,
        maxRedirects: 0,
        maxContentLength: LONGEST_ANSWER,
      }),
      inject: [ShieldConfiguration],
    }),
  ],
  controllers: [AgentController],
  providers: [AgentClient, AgentRegistryService],
  exports: [AgentClient, AgentRegistryService],
})
export class AgentRegistryModule {}
