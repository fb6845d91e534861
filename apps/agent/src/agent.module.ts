import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { CommitModule } from './commit/commit.module.js';
import { AgentConfiguration } from './config/agent-configuration.js';
import { ContainerModule } from './container/container.controller.js';
import { DockerModule } from './docker/docker.module.js';
import { HealthModule } from './health/health.controller.js';
import { RegistrationModule } from './registration/registration.module.js';
import { StateFolder } from './state/state-folder.js';

/** The agent. */
@Module({
  imports: [ScheduleModule.forRoot(), CommitModule, ContainerModule, HealthModule, RegistrationModule],
})
export class AgentModule {
  /** @throws FactoryError that names the invalid key: the address of Docker, or `state_dir` */
  static with(configuration: AgentConfiguration): DynamicModule {
    return {
      module: AgentModule,
      global: true,
      imports: [DockerModule.with(configuration)],
      providers: [
        { provide: AgentConfiguration, useValue: configuration },
        { provide: StateFolder, useValue: StateFolder.prepare(configuration) },
      ],
      exports: [AgentConfiguration, StateFolder],
    };
  }
}
