import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { scrapedGauge } from '../platform/metrics/scraped-gauge.js';
import { AgentRegistryService } from './agent-registry.service.js';

/** Metrics of the agents. */
@Injectable()
export class AgentMetrics {
  constructor(registry: Registry, agents: AgentRegistryService) {
    scrapedGauge(
      registry,
      'agents_known',
      'Agents that have registered within a day, under each of their addresses.',
      async () => (await agents.count()).known,
    );
    scrapedGauge(
      registry,
      'agents_online',
      'Agents that register in time, under each of their addresses.',
      async () => (await agents.count()).online,
    );
  }
}
