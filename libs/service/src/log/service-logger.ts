import { Injectable } from '@nestjs/common';
import { Logger } from 'nestjs-pino';

/** Contexts under which the framework lists modules and routes as it starts. */
const FRAMEWORK = new Set(['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

/** The log, with what the framework says of its own start at the level debug. */
@Injectable()
export class ServiceLogger extends Logger {
  override log(message: unknown, ...optional: unknown[]): void {
    if (FRAMEWORK.has(optional.at(-1) as string)) this.debug(message, ...(optional as [unknown]));
    else super.log(message, ...(optional as [unknown]));
  }
}
