import { hostname } from 'node:os';
import { Logger, Module } from '@nestjs/common';
import {
  ContainerPreviewer,
  DirectSave,
  DockerConfigCredentials,
  dockerConfigFile,
  DockerEngine,
  DockerHost,
  EngineSave,
  Keychain,
  ReferenceTurns,
  RegistryManifestVerifier,
  SAVE_ENGINE,
} from '@image-factory/docker';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { StateFolder } from '../state/state-folder.js';
import { SaveTelemetry } from '../telemetry/save-telemetry.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { logResumed } from './log-resumed.js';
import { chosenWay, warnAs } from './ways-to-save.js';

/** The node's engine, its logins, and the way it saves containers. */
@Module({
  imports: [TelemetryModule],
  providers: [
    {
      provide: DockerEngine,
      useFactory: (host: DockerHost, { http_proxy, https_proxy, no_proxy }: AgentConfiguration) =>
        new DockerEngine(host, { httpProxy: http_proxy, httpsProxy: https_proxy, noProxy: no_proxy }),
      inject: [DockerHost, AgentConfiguration],
    },
    {
      provide: Keychain,
      useFactory: ({ docker_config }: AgentConfiguration) =>
        new Keychain([new DockerConfigCredentials(dockerConfigFile(docker_config))]),
      inject: [AgentConfiguration],
    },
    {
      provide: EngineSave,
      useFactory: (
        engine: DockerEngine,
        { port, cleanup_images, push_patience }: AgentConfiguration,
        telemetry: SaveTelemetry,
      ) =>
        new EngineSave(engine, new RegistryManifestVerifier(engine), {
          // The same over restarts, and another one for every agent that might share the engine.
          owner: `${hostname()}:${port}`,
          keepImages: !cleanup_images,
          pushPatience: push_patience * 1000,
          warn: warnAs(EngineSave.name),
          frozen: (period) => telemetry.thawed(period),
        }),
      inject: [DockerEngine, AgentConfiguration, SaveTelemetry],
    },
    {
      provide: DirectSave,
      useFactory: (
        engine: DockerEngine,
        { path }: StateFolder,
        { layer_compression, pause_budget_ms }: AgentConfiguration,
        telemetry: SaveTelemetry,
      ) =>
        new DirectSave(engine, {
          stateDirectory: path,
          compression: layer_compression,
          pauseBudgetMs: pause_budget_ms,
          warn: warnAs(DirectSave.name),
          frozen: (period) => telemetry.thawed(period),
          resumed: (mark) => logResumed(new Logger(DirectSave.name), mark),
        }),
      inject: [DockerEngine, StateFolder, AgentConfiguration, SaveTelemetry],
    },
    {
      provide: ContainerPreviewer,
      useFactory: (engine: DockerEngine, direct: DirectSave) => new ContainerPreviewer(engine, direct),
      inject: [DockerEngine, DirectSave],
    },
    {
      provide: SAVE_ENGINE,
      useFactory: (
        configuration: AgentConfiguration,
        engine: EngineSave,
        direct: DirectSave,
        telemetry: SaveTelemetry,
      ) =>
        new ReferenceTurns(
          chosenWay(configuration, engine, direct, (transaction, reason) => telemetry.fellBack(transaction, reason)),
        ),
      inject: [AgentConfiguration, EngineSave, DirectSave, SaveTelemetry],
    },
  ],
  exports: [ContainerPreviewer, DockerEngine, Keychain, EngineSave, DirectSave, SAVE_ENGINE],
})
export class DockerModule {}
