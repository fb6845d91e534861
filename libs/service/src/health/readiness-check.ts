import { Readiness } from '@image-factory/contracts';
import {
  applyDecorators,
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  ServiceUnavailableException,
  UseFilters,
} from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import { HealthCheck } from '@nestjs/terminus';
import type { Response } from 'express';

/** Answers a failed health check with its findings, in the same format as a passed one. */
@Catch(ServiceUnavailableException)
class HealthFilter implements ExceptionFilter<ServiceUnavailableException> {
  catch(exception: ServiceUnavailableException, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    response.status(exception.getStatus()).json(exception.getResponse());
  }
}

/** Marks a handler as a readiness check: 200 if all checks pass, otherwise 503, with the findings. */
export const ReadinessCheck = () =>
  applyDecorators(
    HealthCheck({ noCache: true, swaggerDocumentation: false }),
    ApiOkResponse({ type: Readiness }),
    ApiServiceUnavailableResponse({ type: Readiness }),
    UseFilters(HealthFilter),
  );
