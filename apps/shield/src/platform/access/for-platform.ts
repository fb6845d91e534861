import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ThrottlerGuard } from '@nestjs/throttler';
import { ApiTokenGuard } from './api-token.guard.js';

/** Marks a controller for the platform: rate-limited by address, requires an `api_token` if one is configured. */
export const ForPlatform = () =>
  applyDecorators(ApiTags('for the platform'), ApiBearerAuth(), UseGuards(ThrottlerGuard, ApiTokenGuard));
