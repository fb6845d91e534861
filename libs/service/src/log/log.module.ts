import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import { Logger, LoggerModule } from 'nestjs-pino';
import { currentContext } from '../context/request-context.js';
import { requestId } from '../context/request-id.js';
import { REDACTED } from '@image-factory/errors';
import { Secrets } from './secrets.js';

/** Contexts of the framework log lines that list modules and routes at startup. */
const FRAMEWORK = new Set(['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

/** The log, with the startup lines of the framework at level debug. */
@Injectable()
export class ServiceLogger extends Logger {
  override log(message: unknown, ...optional: unknown[]): void {
    if (FRAMEWORK.has(optional.at(-1) as string)) this.debug(message, ...(optional as [unknown]));
    else super.log(message, ...(optional as [unknown]));
  }
}

/** Names of properties that may contain a secret in a log line. */
const SECRET_NAMES = [
  'hub_pwd',
  'password',
  'identityToken',
  'authorization',
  'api_token',
  'agent_token',
  'metrics_token',
  'secret_key',
  'webhook_secret',
  'auth',
];

/** Frequent calls that are logged only when they are rejected, by the FailureFilter. */
const SILENT = [
  'health',
  'health/live',
  'health/ready',
  'metrics',
  'v1/agent/register',
  'v1/commit/status',
  'v1/commit/query',
];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Structured log on standard output: one JSON object per line, without secrets. */
@Module({})
export class LogModule {
  static with(name: string, level: LogLevel, secrets: Secrets): DynamicModule {
    const options = {
      name,
      level,
      genReqId: requestId,
      mixin: () => ({ requestId: currentContext()?.requestId }),
      redact: { paths: SECRET_NAMES.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: REDACTED },
      serializers: {
        req: ({ id, method, url }: { id: string; method: string; url: string }) => ({ id, method, url }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      },
      // Other 5xx codes report unavailable peers, not errors of this service.
      customLogLevel: (_request: IncomingMessage, response: ServerResponse) =>
        response.statusCode === 500 ? ('error' as const) : ('info' as const),
      // The cause is logged where it is caught; an error made from the status code adds nothing.
      customErrorObject: (_request: IncomingMessage, _response: ServerResponse, _error: Error, shown: object) => ({
        ...shown,
        err: undefined,
      }),
    };
    const destination = { write: (line: string) => void process.stdout.write(secrets.redact(line)) };
    return {
      module: LogModule,
      global: true,
      imports: [LoggerModule.forRoot({ pinoHttp: [options, destination], exclude: SILENT })],
      providers: [{ provide: Secrets, useValue: secrets }, ServiceLogger],
      exports: [Secrets, ServiceLogger],
    };
  }
}
