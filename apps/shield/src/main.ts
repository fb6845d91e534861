import { createService, run } from '@image-factory/service';
import { ShieldConfiguration } from './config/shield-configuration.js';
import { ShieldModule } from './shield.module.js';

await run({
  name: 'shield',
  summary: 'takes saves in and hands them to the agents of their nodes',
  configuration: ShieldConfiguration,
  start: async (configuration) => {
    const { log_level, api_token, agent_token, secret_key } = configuration;
    const app = await createService(ShieldModule.with(configuration), {
      name: 'shield',
      title: 'Image Factory: shield',
      description: 'Saves a running container as an image: send a node, a container and an image name, and watch it.',
      logLevel: log_level,
      secrets: [api_token, agent_token, secret_key],
    });
    await app.listen(configuration.port);
  },
});
