import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { bearer } from '@image-factory/service';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { AgentRegistryService } from './agent-registry.service.js';
import { AgentClient } from './agent.client.js';
import { AgentController } from './agent.controller.js';
import { AgentMetrics } from './agent-metrics.js';
import { NodesController } from './nodes.controller.js';
import { SizeController } from './size.controller.js';

/** Limit on a response of an agent. */
const MAX_RESPONSE_BYTES = 1024 * 1024;

/** Registry of the agents, the client of their API, and the nodes as resources. */
@Module({
  imports: [
    HttpModule.registerAsync({
      useFactory: ({ agent_token }: ShieldConfiguration) => ({
        headers: bearer(agent_token),
        validateStatus: () => true,
        maxRedirects: 0,
        maxContentLength: MAX_RESPONSE_BYTES,
      }),
      inject: [ShieldConfiguration],
    }),
  ],
  controllers: [AgentController, NodesController, SizeController],
  providers: [AgentClient, AgentMetrics, AgentRegistryService],
  exports: [AgentClient, AgentRegistryService],
})
export class AgentRegistryModule {}
