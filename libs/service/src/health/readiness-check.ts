import { applyDecorators, UseFilters } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import { HealthCheck } from '@nestjs/terminus';
import { Readiness } from '@image-factory/contracts';
import { HealthFilter } from './health.filter.js';

/** A handler that gives what a health check has found: 200 when all is well, 503 when something is not. */
export const ReadinessCheck = () =>
  applyDecorators(
    HealthCheck({ noCache: true, swaggerDocumentation: false }),
    ApiOkResponse({ type: Readiness }),
    ApiServiceUnavailableResponse({ type: Readiness }),
    UseFilters(HealthFilter),
  );
