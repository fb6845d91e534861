import { applyDecorators, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiDefaultResponse, ApiTags } from '@nestjs/swagger';
import { ThrottlerGuard } from '@nestjs/throttler';
import { Problem } from '@image-factory/contracts';
import { ProblemFilter } from '@image-factory/service';
import { ApiTokenGuard } from './api-token.guard.js';
import { KnownQueryGuard } from './known-query.guard.js';

/** A controller of v2: counted by address, with an `api_token` where there is one, its failures told as problem details. */
export const ForPlatformV2 = () =>
  applyDecorators(
    ApiTags('v2'),
    ApiBearerAuth(),
    ApiDefaultResponse({ type: Problem, description: 'Refused: problem details (RFC 9457)' }),
    UseGuards(ThrottlerGuard, ApiTokenGuard, KnownQueryGuard),
    UseFilters(new ProblemFilter()),
  );
