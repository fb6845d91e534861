import { type INestApplication, Logger } from '@nestjs/common';
import { createService, run, tokenList } from '@image-factory/service';
import { AgentModule } from './agent.module.js';
import { AgentConfiguration } from './config/agent-configuration.js';
import { RegistrationService } from './registration/registration.service.js';

/** Shutdown limit of a broken process; it resumes its containers meanwhile. */
const SHUTDOWN_TIMEOUT_MS = 15_000;

/**
 * Handles uncaught errors. An unhandled rejection and an I/O error, such as a reset connection, affect nothing else and
 * are only logged. After any other error the state of the process is unreliable: it shuts down gracefully, so that no
 * container stays paused, and the supervisor restarts it.
 */
function handleUncaughtErrors(app: INestApplication): void {
  const logger = new Logger('LostError');
  let stopping = false;
  process.on('uncaughtException', (error: NodeJS.ErrnoException, origin) => {
    logger.error(error, origin);
    if (origin === 'unhandledRejection' || error?.syscall !== undefined || stopping) return;
    stopping = true;
    process.exitCode = 1;
    setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref();
    void app.close().finally(() => process.exit(1));
  });
}

await run({
  name: 'agent',
  summary: 'commits containers of its node for the shield',
  configuration: AgentConfiguration,
  start: async (configuration, file) => {
    const app = await createService(AgentModule.with(configuration), {
      name: 'agent',
      title: 'Image Factory: agent',
      description:
        'Commits containers of its node and pushes the images. Only the shield calls it; platforms call the shield.',
      logLevel: configuration.log_level,
      secrets: [configuration.agent_token, configuration.metrics_token].flatMap(tokenList),
      metricsToken: configuration.metrics_token,
      start: { configuration: file },
    });
    handleUncaughtErrors(app);
    await app.listen(configuration.port);
    const logger = new Logger('Agent');
    logger.log(`serving on port ${configuration.port}, Swagger UI at /docs`);
    if (configuration.agent_token === undefined) {
      logger.warn('agent_token is not set: anyone who reaches this port can commit containers');
    }
    void app.get(RegistrationService).register();
  },
});
