import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CommitModule } from '../commit/commit.module.js';
import { DatabaseHealth } from './database.health.js';
import { HealthController } from './health.controller.js';

/** Health checks of the shield. Logging is off: the failing component logs the cause itself. */
@Module({
  imports: [CommitModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [DatabaseHealth],
})
export class HealthModule {}
