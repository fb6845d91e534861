import { Logger } from '@nestjs/common';
import { createService, run, tokenList } from '@image-factory/service';
import { stripBasePath } from './platform/http/strip-base-path.js';
import { QueryFastPath } from './commit/query/query-fast-path.js';
import { ShieldConfiguration } from './config/shield-configuration.js';
import { serveConsole } from './platform/http/serve-console.js';
import { shownDatabase } from './platform/database/database-address.js';
import { ShieldModule } from './shield.module.js';

await run({
  name: 'shield',
  summary: 'accepts commits and dispatches them to the agents of the nodes',
  configuration: ShieldConfiguration,
  start: async (configuration, file) => {
    const { base_path, log_level, api_token, agent_token, metrics_token, secret_key, webhook_secret } = configuration;
    const tokens = [api_token, agent_token, metrics_token, webhook_secret].flatMap(tokenList);
    const app = await createService(await ShieldModule.with(configuration), {
      name: 'shield',
      title: 'Image Factory: shield',
      description:
        'Commits running containers as images: send a node, a container and an image reference, then follow the progress.',
      basePath: base_path,
      logLevel: log_level,
      secrets: [...tokens, secret_key, passwordOf(configuration.database_url)],
      metricsToken: metrics_token,
      start: { configuration: file, database: shownDatabase(configuration.database_url) },
    });
    app.get(QueryFastPath).serve(app.getHttpServer());
    serveConsole(app, base_path);
    stripBasePath(app.getHttpServer(), base_path);
    await app.listen(configuration.port);
    new Logger('Shield').log(
      `serving on port ${configuration.port}: the console at ${base_path}/, Swagger UI at ${base_path}/docs`,
    );
  },
});

function passwordOf(databaseUrl: string): string | undefined {
  return URL.canParse(databaseUrl) ? decodeURIComponent(new URL(databaseUrl).password) || undefined : undefined;
}
