import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { COMMIT_STORE, type CommitStore } from '../commit/commit-store.port.js';

/**
 * State of the whole cluster, read from the database at the moment of a scrape: every shield returns the same values.
 */
@Injectable()
export class FleetMetrics {
  constructor(
    private readonly registry: Registry,
    agents: AgentRegistryService,
    @Inject(COMMIT_STORE) store: CommitStore,
  ) {
    this.show('saves_queued', 'Saves that wait to be handed to their agents.', async () => {
      return (await store.countUnended()).queued;
    });
    this.show('saves_running', 'Saves that agents have in hand.', async () => (await store.countUnended()).running);
    this.show('agents_known', 'Agents that have registered within a day, under each of their addresses.', async () => {
      return (await agents.count()).known;
    });
    this.show('agents_online', 'Agents that register in time, under each of their addresses.', async () => {
      return (await agents.count()).online;
    });
  }

  /** A failed query yields NaN, so that the other metrics are still exposed. */
  private show(name: string, help: string, read: () => Promise<number>): void {
    new Gauge({
      name: `image_factory_${name}`,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read().catch(() => NaN));
      },
    });
  }
}
