import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AgentRegistryModule } from '../agent-registry/agent-registry.module.js';
import { CommitModule } from '../commit/commit.module.js';
import { DeliveriesService } from './deliveries.service.js';
import { DispatcherService } from './dispatcher.service.js';
import { HousekeepingService } from './housekeeping.service.js';
import { LostCommitsService } from './lost-commits.service.js';

/** Scheduled work: dispatch, timeouts, housekeeping, webhook deliveries. */
@Module({
  imports: [ScheduleModule.forRoot(), AgentRegistryModule, CommitModule],
  providers: [DeliveriesService, DispatcherService, HousekeepingService, LostCommitsService],
})
export class SchedulerModule {}
