import { Logger, Module } from '@nestjs/common';
import {
  COMMIT_STRATEGY,
  type CommitStrategy,
  ContainerPreviewer,
  DirectCommit,
  EngineCommit,
  FallbackCommit,
  LocalTag,
  PauseGuard,
  RegistryManifestVerifier,
  SerializedCommit,
} from '@image-factory/commit';
import { containersAuthFiles, DockerConfigCredentials, dockerConfigFile, Keychain } from '@image-factory/oci';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { AgentConfiguration, type LocalTagChoice } from '../config/agent-configuration.js';
import { RuntimeModule } from '../runtime/runtime.module.js';
import { StateFolder } from '../state/state-folder.js';
import { warnAs } from '../telemetry/warn-as.js';

/** The strategy that `save_mode` selects. */
function chosenStrategy(
  { save_mode }: Pick<AgentConfiguration, 'save_mode'>,
  engine: EngineCommit,
  direct: DirectCommit,
): CommitStrategy {
  switch (save_mode) {
    case 'auto':
      return new FallbackCommit(direct, engine);
    case 'engine':
      return engine;
    case 'direct':
      return direct;
  }
}

function chosenLocalTag(choice: LocalTagChoice, { localNames }: ContainerRuntime): LocalTag | undefined {
  return choice === 'remove' ? new LocalTag(localNames) : undefined;
}

/** The strategies of commits, with the shared pause guard and the node's logins. */
@Module({
  imports: [RuntimeModule],
  providers: [
    {
      provide: PauseGuard,
      useFactory: (runtime: ContainerRuntime, { path, claims }: StateFolder) =>
        new PauseGuard(runtime, path, {
          claimsDirectory: claims,
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
      useFactory: ({ docker_config, registry_auth_file }: AgentConfiguration) =>
        new Keychain(
          [dockerConfigFile(docker_config), ...containersAuthFiles(registry_auth_file)].map(
            (file) => new DockerConfigCredentials(file),
          ),
        ),
      inject: [AgentConfiguration],
    },
    {
      provide: EngineCommit,
      useFactory: (
        runtime: ContainerRuntime,
        guard: PauseGuard,
        { cleanup_images, local_tag, push_patience }: AgentConfiguration,
      ) =>
        new EngineCommit(
          runtime,
          guard,
          new RegistryManifestVerifier(runtime.registryTrust, warnAs(RegistryManifestVerifier.name)),
          {
            keepImages: !cleanup_images,
            localTag: chosenLocalTag(local_tag, runtime),
            maxPushBackoffMs: push_patience * 1000,
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
        credentials: Keychain,
        { layer_compression, local_tag, pause_budget_ms }: AgentConfiguration,
      ) =>
        new DirectCommit(runtime, guard, {
          stateDirectory: path,
          compression: layer_compression,
          pauseBudgetMs: pause_budget_ms,
          credentials,
          localTag: chosenLocalTag(local_tag, runtime),
          warn: warnAs(DirectCommit.name),
        }),
      inject: [CONTAINER_RUNTIME, PauseGuard, StateFolder, Keychain, AgentConfiguration],
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
  exports: [ContainerPreviewer, Keychain, EngineCommit, PauseGuard, COMMIT_STRATEGY],
})
export class StrategyModule {}
