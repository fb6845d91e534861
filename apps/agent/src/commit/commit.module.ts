import { Module } from '@nestjs/common';
import { NodeModule } from '../node/node-identity.js';
import { RuntimeModule } from '../runtime/runtime.module.js';
import { ShieldModule } from '../shield/shield.module.js';
import { JobJournal } from '../state/job-journal.js';
import { StrategyModule } from '../strategy/strategy.module.js';
import { TelemetryModule } from '../telemetry/job-telemetry.js';
import { CommitController } from './commit.controller.js';
import { CommitService } from './commit.service.js';
import { RecoveryService } from './recovery.service.js';
import { JobStarter } from './job-starter.js';
import { JobRegistry } from './job-registry.js';

/** Commits containers. */
@Module({
  imports: [NodeModule, RuntimeModule, StrategyModule, ShieldModule, TelemetryModule],
  controllers: [CommitController],
  providers: [CommitService, RecoveryService, JobJournal, JobStarter, JobRegistry],
  exports: [CommitService],
})
export class CommitModule {}
