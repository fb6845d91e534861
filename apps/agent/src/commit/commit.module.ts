import { Module } from '@nestjs/common';
import { DockerModule } from '../docker/docker.module.js';
import { NodeModule } from '../node/node-identity.js';
import { ShieldModule } from '../shield/shield.module.js';
import { JobJournal } from '../state/job-journal.js';
import { TelemetryModule } from '../telemetry/job-telemetry.js';
import { CommitController } from './commit.controller.js';
import { CommitService } from './commit.service.js';
import { RecoveryService } from './recovery.service.js';
import { JobStarter } from './job-starter.js';
import { JobRegistry } from './job-registry.js';

/** Commits containers. */
@Module({
  imports: [DockerModule, NodeModule, ShieldModule, TelemetryModule],
  controllers: [CommitController],
  providers: [CommitService, RecoveryService, JobJournal, JobStarter, JobRegistry],
  exports: [CommitService],
})
export class CommitModule {}
