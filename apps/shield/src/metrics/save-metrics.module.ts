import { Module } from '@nestjs/common';
import { AgentRegistryModule } from '../agent-registry/agent-registry.module.js';
import { CommitModule } from '../commit/commit.module.js';
import { FleetMetrics } from './fleet-metrics.js';
import { SaveMetrics } from './save-metrics.js';

/** Metrics of commits. */
@Module({ imports: [AgentRegistryModule, CommitModule], providers: [FleetMetrics, SaveMetrics] })
export class SaveMetricsModule {}
