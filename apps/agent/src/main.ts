import { Logger } from '@nestjs/common';
import { createService, run, tokenList } from '@image-factory/service';
import { AgentModule } from './agent.module.js';
import { AgentConfiguration } from './config/agent-configuration.js';
import { RegistrationService } from './registration/registration.service.js';
import { surviveLostErrors } from './survive-lost-errors.js';

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
    surviveLostErrors(app);
    await app.listen(configuration.port);
    const logger = new Logger('Agent');
    logger.log(`serving on port ${configuration.port}, Swagger UI at /docs`);
    if (configuration.agent_token === undefined) {
      logger.warn('agent_token is not set: anybody who reaches this port can save');
    }
    void app.get(RegistrationService).register();
  },
});
