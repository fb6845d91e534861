import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { scrapedGauges } from '../platform/metrics/scraped-gauges.js';
import { AgentRegistryService } from './agent-registry.service.js';

/** Metrics of the agents. */
@Injectable()
export class AgentMetrics {
  constructor(registry: Registry, agents: AgentRegistryService) {
    scrapedGauges(registry, () => agents.count(), [
      {
        name: 'agents_known',
        help: 'Agents that have registered within a day, under each of their addresses.',
        value: ({ known }) => known,
      },
      {
        name: 'agents_online',
        help: 'Agents that register in time, under each of their addresses.',
        value: ({ online }) => online,
      },
    ]);
  }
}
