import { applyDecorators, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiDefaultResponse, ApiTags } from '@nestjs/swagger';
import { ThrottlerGuard } from '@nestjs/throttler';
import { Problem } from '@image-factory/contracts';
import { ProblemFilter } from '@image-factory/service';
import { ApiTokenGuard } from './api-token.guard.js';
import { KnownQueryGuard } from './known-query.guard.js';

/**
 * Marks a v2 controller: rate-limited by address, requires an `api_token` if one is configured, answers failures as
 * problem details.
 */
export const ForPlatformV2 = () =>
  applyDecorators(
    ApiTags('v2'),
    ApiBearerAuth(),
    ApiDefaultResponse({ type: Problem, description: 'Error, as problem details (RFC 9457)' }),
    UseGuards(ThrottlerGuard, ApiTokenGuard, KnownQueryGuard),
    UseFilters(new ProblemFilter()),
  );
