import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ThrottlerGuard } from '@nestjs/throttler';
import { ApiTokenGuard } from './api-token.guard.js';

/** A controller whose calls are the platform's: counted by address, and with an `api_token` where there is one. */
export const ForPlatform = () =>
  applyDecorators(ApiTags('for the platform'), ApiBearerAuth(), UseGuards(ThrottlerGuard, ApiTokenGuard));
