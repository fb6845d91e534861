import { type DynamicModule, Module, type OnApplicationShutdown, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { LogModule, type LogLevel } from '../log/log.module.js';
import { Secrets } from '../log/secrets.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { RequestDurations } from '../metrics/request-durations.js';
import { stopTracing } from '../tracing/start-tracing.js';
import { AnyFailureFilter } from './any-failure.filter.js';
import { requestValidation } from './request-validation.js';
import { allowSwagger, setSecurityHeaders } from './security-headers.js';
import { type ServiceDescription, serveSwagger } from './swagger.js';
import { unconditionally } from './unconditionally.js';
import { answerUnreadableRequests } from './unreadable-request.js';

/** Largest body that is read. */
const BODY_LIMIT = '1mb';

/** What sets one service apart from another. */
export interface ServiceOptions extends ServiceDescription {
  /** Name in the log. */
  readonly name: string;
  readonly logLevel: LogLevel;
  /** Values that never get into the log, as long as the process lives. */
  readonly secrets?: readonly (string | undefined)[];
  /** Tokens that a scrape of the metrics has to carry one of, comma separated; without one, anybody may scrape. */
  readonly metricsToken?: string;
}

@Module({})
class ServiceModule implements OnApplicationShutdown {
  async onApplicationShutdown(): Promise<void> {
    await stopTracing();
  }
}

/** An application with everything both services share: log, metrics, body limit, validation, envelopes, Swagger, graceful stop. */
export async function createService(
  root: Type | DynamicModule,
  options: ServiceOptions,
): Promise<NestExpressApplication> {
  const secrets = new Secrets();
  options.secrets?.forEach((secret) => secrets.add(secret));
  const log = LogModule.with(options.name, options.logLevel, secrets);
  const module = { module: ServiceModule, imports: [log, MetricsModule.with(options.metricsToken), root] };
  const app = await NestFactory.create<NestExpressApplication>(module, { bufferLogs: true, bodyParser: false });
  app.useLogger(app.get(Logger));
  app.use(app.get(RequestDurations).measure);
  app.use(setSecurityHeaders);
  app.use('/docs', allowSwagger);
  app.use(['/v1', '/v2', '/health'], unconditionally);
  // An answer of a few hundred bytes is not worth a hash, nor the name of the framework a header.
  app.disable('etag').disable('x-powered-by');
  answerUnreadableRequests(app.getHttpServer());
  app.useBodyParser('json', { limit: BODY_LIMIT });
  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new AnyFailureFilter());
  app.enableShutdownHooks();
  serveSwagger(app, options);
  return app;
}
