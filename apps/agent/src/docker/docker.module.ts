import { type DynamicModule, Module } from '@nestjs/common';
import type { AgentConfiguration } from '../config/agent-configuration.js';
import { DockerCandidates } from './docker-candidates.js';

/** Where Docker and Podman may be on the node. */
@Module({})
export class DockerModule {
  /** @throws FactoryError that names the invalid key: `docker_host` or `docker_cert_path` */
  static with(configuration: AgentConfiguration): DynamicModule {
    const candidates = { provide: DockerCandidates, useValue: new DockerCandidates(configuration) };
    return { module: DockerModule, global: true, providers: [candidates], exports: [DockerCandidates] };
  }
}
