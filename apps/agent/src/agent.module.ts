import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { DockerHost } from '@image-factory/docker';
import { CommitModule } from './commit/commit.module.js';
import { AgentConfiguration } from './config/agent-configuration.js';
import { ContainerModule } from './container/container.controller.js';
import { HealthModule } from './health/health.controller.js';
import { RegistrationModule } from './registration/registration.module.js';
import { StateFolder } from './state/state-folder.js';

/** The agent. */
@Module({
  imports: [ScheduleModule.forRoot(), CommitModule, ContainerModule, HealthModule, RegistrationModule],
})
export class AgentModule {
  /** @throws FactoryError that names the invalid key: the address of the runtime, or `state_dir` */
  static with(configuration: AgentConfiguration): DynamicModule {
    const { docker_host: host, docker_tls_verify: tlsVerify, docker_cert_path: certPath } = configuration;
    return {
      module: AgentModule,
      global: true,
      providers: [
        { provide: AgentConfiguration, useValue: configuration },
        { provide: DockerHost, useValue: DockerHost.parse({ host, tlsVerify, certPath }) },
        { provide: StateFolder, useValue: StateFolder.prepare(configuration) },
      ],
      exports: [AgentConfiguration, DockerHost, StateFolder],
    };
  }
}
