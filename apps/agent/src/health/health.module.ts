import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DockerModule } from '../docker/docker.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { EngineHealth } from './engine.health.js';
import { HealthController } from './health.controller.js';
import { RegistrationHealth } from './registration.health.js';

/** Health checks of the agent. Logging is off: the failing component logs the cause itself. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), DockerModule, RegistrationModule],
  controllers: [HealthController],
  providers: [EngineHealth, RegistrationHealth],
})
export class HealthModule {}
