import { Problem } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { BearerTokenGuard, ProblemFilter } from '@image-factory/service';
import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { ApiBearerAuth, ApiDefaultResponse, ApiTags } from '@nestjs/swagger';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { ShieldConfiguration } from '../../config/shield-configuration.js';

/** Admits calls of the platform that carry an `api_token`. */
@Injectable()
export class ApiTokenGuard extends BearerTokenGuard {
  constructor(configuration: ShieldConfiguration) {
    super(configuration.api_token);
  }
}

/** Marks a controller for the platform: rate-limited by address, requires an `api_token` if one is configured. */
export const ForPlatform = () =>
  applyDecorators(ApiTags('for the platform'), ApiBearerAuth(), UseGuards(ThrottlerGuard, ApiTokenGuard));

/**
 * Rate limit of `query`: a query with a valid token does not count, since platforms mistake a refusal for a lost commit.
 * The token check is that of the fast path, so both answer alike.
 */
@Injectable()
class QueryThrottlerGuard extends ThrottlerGuard {
  @Inject() private readonly tokens!: ApiTokenGuard;

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(this.tokens.admits(context.switchToHttp().getRequest<Request>()));
  }

  /** No answer to a query has `X-RateLimit` headers. */
  protected override setResponseHeader(response: Response, name: string, value: number): void {
    if (!name.startsWith(this.headerPrefix)) super.setResponseHeader(response, name, value);
  }
}

/** Marks the controller of `query`: like `ForPlatform`, but only callers without a valid token are rate-limited. */
export const ForPlatformQueries = () =>
  applyDecorators(ApiTags('for the platform'), ApiBearerAuth(), UseGuards(QueryThrottlerGuard, ApiTokenGuard));

/** Refuses query parameters for handlers without any; other handlers validate theirs with a DTO. */
@Injectable()
class KnownQueryGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const [name] = Object.keys(context.switchToHttp().getRequest<Request>().query);
    if (name === undefined || takesQuery(context)) return true;
    throw new FactoryError('invalid_request', `${name} is not a known parameter.`);
  }
}

function takesQuery(context: ExecutionContext): boolean {
  const { name } = context.getHandler();
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), name) ?? {}) as object;
  return Object.keys(args).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
}

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
