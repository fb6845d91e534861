import { createService, run, tokenList } from '@image-factory/service';
import { AgentModule } from './agent.module.js';
import { AgentConfiguration } from './config/agent-configuration.js';
import { RegistrationService } from './registration/registration.service.js';
import { surviveLostErrors } from './survive-lost-errors.js';

await run({
  name: 'agent',
  summary: 'saves the containers of its node for the shield',
  configuration: AgentConfiguration,
  start: async (configuration) => {
    const app = await createService(AgentModule.with(configuration), {
      name: 'agent',
      title: 'Image Factory: agent',
      description: 'Saves containers of its node as images. The platform speaks with the shield, not with the agent.',
      logLevel: configuration.log_level,
      secrets: tokenList(configuration.agent_token),
    });
    surviveLostErrors(app);
    await app.listen(configuration.port);
    void app.get(RegistrationService).register();
  },
});
