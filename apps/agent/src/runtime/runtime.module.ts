import { Module } from '@nestjs/common';
import { CONTAINER_RUNTIME, type ContainerRuntime, NodeRuntime } from '@image-factory/runtime';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { ContainerdCandidates } from '../containerd/containerd-candidates.js';
import { ContainerdModule } from '../containerd/containerd.module.js';
import { DockerCandidates } from '../docker/docker-candidates.js';
import { RuntimeDiscovery } from './runtime-discovery.js';

/** The runtimes of the node, found at the usual or the configured addresses, as one. */
@Module({
  imports: [ContainerdModule],
  providers: [
    {
      provide: RuntimeDiscovery,
      useFactory: (docker: DockerCandidates, containerd: ContainerdCandidates) =>
        new RuntimeDiscovery([...docker.list, ...containerd.list]),
      inject: [DockerCandidates, ContainerdCandidates],
    },
    {
      provide: CONTAINER_RUNTIME,
      useFactory: (discovery: RuntimeDiscovery, { insecure_registries }: AgentConfiguration): ContainerRuntime =>
        new NodeRuntime(discovery, insecure_registries),
      inject: [RuntimeDiscovery, AgentConfiguration],
    },
  ],
  exports: [CONTAINER_RUNTIME],
})
export class RuntimeModule {}
