import { hostname } from 'node:os';
import { Logger, Module } from '@nestjs/common';
import {
  ContainerPreviewer,
  DirectCommit,
  EngineCommit,
  PauseGuard,
  SerializedCommit,
  RegistryManifestVerifier,
  COMMIT_STRATEGY,
} from '@image-factory/commit';
import { DockerEngine, DockerHost, DockerRuntime } from '@image-factory/docker';
import { DockerConfigCredentials, dockerConfigFile, Keychain } from '@image-factory/oci';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { StateFolder } from '../state/state-folder.js';
import { chosenStrategy, warnAs } from './chosen-strategy.js';

/** The runtime of the node, its logins, and the strategy. */
@Module({
  providers: [
    {
      provide: CONTAINER_RUNTIME,
      useFactory: (
        host: DockerHost,
        { port, http_proxy, https_proxy, no_proxy }: AgentConfiguration,
      ): ContainerRuntime => {
        const proxies = { httpProxy: http_proxy, httpsProxy: https_proxy, noProxy: no_proxy };
        return new DockerRuntime(new DockerEngine(host, proxies), {
          // Stable across restarts, and unique among the agents that might share the runtime.
          owner: `${hostname()}:${port}`,
          warn: warnAs(DockerRuntime.name),
        });
      },
      inject: [DockerHost, AgentConfiguration],
    },
    {
      provide: PauseGuard,
      useFactory: (runtime: ContainerRuntime, { path }: StateFolder) =>
        new PauseGuard(runtime, path, {
          onResumed: ({ transaction, containerId, name }) =>
            new Logger(PauseGuard.name).log(
              { transaction, containerId, name },
              'container resumed after an interrupted commit',
            ),
        }),
      inject: [CONTAINER_RUNTIME, StateFolder],
    },
    {
      provide: Keychain,
      useFactory: ({ docker_config }: AgentConfiguration) =>
        new Keychain([new DockerConfigCredentials(dockerConfigFile(docker_config))]),
      inject: [AgentConfiguration],
    },
    {
      provide: EngineCommit,
      useFactory: (
        runtime: ContainerRuntime,
        guard: PauseGuard,
        { cleanup_images, push_patience }: AgentConfiguration,
      ) =>
        new EngineCommit(
          runtime,
          guard,
          new RegistryManifestVerifier(runtime.registryTrust, warnAs(RegistryManifestVerifier.name)),
          {
            keepImages: !cleanup_images,
            pushPatience: push_patience * 1000,
          },
        ),
      inject: [CONTAINER_RUNTIME, PauseGuard, AgentConfiguration],
    },
    {
      provide: DirectCommit,
      useFactory: (
        runtime: ContainerRuntime,
        guard: PauseGuard,
        { path }: StateFolder,
        { layer_compression, pause_budget_ms }: AgentConfiguration,
      ) =>
        new DirectCommit(runtime, guard, {
          stateDirectory: path,
          compression: layer_compression,
          pauseBudgetMs: pause_budget_ms,
          warn: warnAs(DirectCommit.name),
        }),
      inject: [CONTAINER_RUNTIME, PauseGuard, StateFolder, AgentConfiguration],
    },
    {
      provide: ContainerPreviewer,
      useFactory: ({ containers }: ContainerRuntime, direct: DirectCommit) =>
        new ContainerPreviewer(containers, direct),
      inject: [CONTAINER_RUNTIME, DirectCommit],
    },
    {
      provide: COMMIT_STRATEGY,
      useFactory: (configuration: AgentConfiguration, engine: EngineCommit, direct: DirectCommit) =>
        new SerializedCommit(chosenStrategy(configuration, engine, direct)),
      inject: [AgentConfiguration, EngineCommit, DirectCommit],
    },
  ],
  exports: [CONTAINER_RUNTIME, ContainerPreviewer, Keychain, EngineCommit, DirectCommit, PauseGuard, COMMIT_STRATEGY],
})
export class DockerModule {}
