import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DynamicModule, Module, type OnApplicationShutdown, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { setRequestContext } from '../context/request-id.js';
import { type LogLevel, LogModule, ServiceLogger } from '../log/log.module.js';
import { Secrets } from '../log/secrets.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { RequestDurations } from '../metrics/request-durations.js';
import { announceStart, type StartFacts } from '../start-facts.js';
import { stopTracing } from '../tracing/start-tracing.js';
import { ConnectionDrain } from './connection-drain.js';
import { AnyFailureFilter } from './failure-formats.filter.js';
import { answerUnreadableRequests, knownMethodsOnly } from './refused-requests.js';
import { readJsonBody } from './request-body.js';
import { requestValidation } from './request-validation.js';
import { allowSwagger, setSecurityHeaders } from './security-headers.js';
import { type ServiceDescription, serveSwagger } from './swagger.js';

/** Options of a service. */
export interface ServiceOptions extends ServiceDescription {
  /** Name in the log. */
  readonly name: string;
  readonly logLevel: LogLevel;
  /** Values that are redacted in the log for the lifetime of the process. */
  readonly secrets?: readonly (string | undefined)[];
  /** Tokens for the metrics, comma separated, any of which is valid; without one, anyone may scrape. */
  readonly metricsToken?: string;
  /** Facts for the first log line. */
  readonly start?: StartFacts;
}

@Module({ providers: [ConnectionDrain] })
class ServiceModule implements OnApplicationShutdown {
  async onApplicationShutdown(): Promise<void> {
    await stopTracing();
  }
}

/**
 * Creates an application with the parts that both services share: log, metrics, body limit, validation, envelopes,
 * Swagger UI, graceful shutdown.
 */
export async function createService(
  root: Type | DynamicModule,
  options: ServiceOptions,
): Promise<NestExpressApplication> {
  announceStart(options.name, options.start);
  const secrets = new Secrets();
  options.secrets?.forEach((secret) => secrets.add(secret));
  const log = LogModule.with(options.name, options.logLevel, secrets);
  const module = { module: ServiceModule, imports: [log, MetricsModule.with(options.metricsToken), root] };
  const app = await NestFactory.create<NestExpressApplication>(module, { bufferLogs: true, bodyParser: false });
  app.useLogger(app.get(ServiceLogger));
  app.use(app.get(RequestDurations).measure);
  app.use(setSecurityHeaders);
  app.use('/docs', allowSwagger);
  app.use(['/v1', '/v2', '/health'], unconditionally);
  // Hashing responses of a few hundred bytes is not worthwhile.
  app.disable('etag').disable('x-powered-by');
  answerUnreadableRequests(app.getHttpServer());
  app.use(app.get(ConnectionDrain).follow);
  app.use(setRequestContext);
  app.use(knownMethodsOnly(app.getHttpAdapter().getInstance()));
  app.use(readJsonBody());
  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new AnyFailureFilter());
  app.enableShutdownHooks();
  serveSwagger(app, options);
  return app;
}

/** Middleware that ignores conditional request headers: a 304 would have no envelope. */
function unconditionally(request: IncomingMessage, _response: ServerResponse, next: () => void): void {
  delete request.headers['if-none-match'];
  delete request.headers['if-modified-since'];
  next();
}
