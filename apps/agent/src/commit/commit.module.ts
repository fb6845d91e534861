import { Module } from '@nestjs/common';
import { DockerModule } from '../docker/docker.module.js';
import { NodeModule } from '../node/node.module.js';
import { ShieldModule } from '../shield/shield.module.js';
import { SaveNotes } from '../state/save-notes.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { CommitController } from './commit.controller.js';
import { CommitService } from './commit.service.js';
import { LeftoversService } from './leftovers.service.js';
import { SaveRunner } from './save-runner.js';
import { SaveRuns } from './save-runs.js';

/** Saves containers. */
@Module({
  imports: [DockerModule, NodeModule, ShieldModule, TelemetryModule],
  controllers: [CommitController],
  providers: [CommitService, LeftoversService, SaveNotes, SaveRunner, SaveRuns],
  exports: [CommitService],
})
export class CommitModule {}
