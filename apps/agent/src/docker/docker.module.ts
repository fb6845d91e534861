import { hostname } from 'node:os';
import { Logger, Module } from '@nestjs/common';
import {
  DockerConfigCredentials,
  dockerConfigFile,
  DockerEngine,
  DockerHost,
  EngineSave,
  Keychain,
  RegistryManifestVerifier,
  SAVE_ENGINE,
} from '@image-factory/docker';
import { AgentConfiguration } from '../config/agent-configuration.js';

/** The node's engine, its logins, and the way it saves containers. */
@Module({
  providers: [
    { provide: DockerEngine, useFactory: (host: DockerHost) => new DockerEngine(host), inject: [DockerHost] },
    {
      provide: Keychain,
      useFactory: ({ docker_config }: AgentConfiguration) =>
        new Keychain([new DockerConfigCredentials(dockerConfigFile(docker_config))]),
      inject: [AgentConfiguration],
    },
    { provide: EngineSave, useFactory: engineSave, inject: [DockerEngine, AgentConfiguration] },
    { provide: SAVE_ENGINE, useExisting: EngineSave },
  ],
  exports: [DockerEngine, Keychain, EngineSave, SAVE_ENGINE],
})
export class DockerModule {}

function engineSave(engine: DockerEngine, { port }: AgentConfiguration): EngineSave {
  const logger = new Logger(EngineSave.name);
  return new EngineSave(engine, new RegistryManifestVerifier(engine), {
    // The same over restarts, and another one for every agent that might share the engine.
    owner: `${hostname()}:${port}`,
    warn: (message) => logger.warn(message),
  });
}
