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

/** What sets one service apart from another. */
export interface ServiceOptions extends ServiceDescription {
  /** Name in the log. */
  readonly name: string;
  readonly logLevel: LogLevel;
  /** Values that never get into the log, as long as the process lives. */
  readonly secrets?: readonly (string | undefined)[];
  /** Tokens that a scrape of the metrics has to carry one of, comma separated; without one, anybody may scrape. */
  readonly metricsToken?: string;
  /** What the first line of the log says of this start. */
  readonly start?: StartFacts;
}

@Module({ providers: [ConnectionDrain] })
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
  // An answer of a few hundred bytes is not worth a hash, nor the name of the framework a header.
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

/** Middleware: a call is answered in full whatever the caller remembers of the last answer; a 304 would be no envelope. */
function unconditionally(request: IncomingMessage, _response: ServerResponse, next: () => void): void {
  delete request.headers['if-none-match'];
  delete request.headers['if-modified-since'];
  next();
}
