import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DockerModule } from '../docker/docker.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { EngineHealth } from './engine.health.js';
import { HealthController } from './health.controller.js';
import { RegistrationHealth } from './registration.health.js';

/** Tells whoever runs the agent how it is. What keeps it from serving is in the log by itself, so the checks are not. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), DockerModule, RegistrationModule],
  controllers: [HealthController],
  providers: [EngineHealth, RegistrationHealth],
})
export class HealthModule {}
