import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { FactoryError } from '@image-factory/errors';
import type { Request } from 'express';

/** Refuses query parameters for handlers without any; other handlers validate theirs with a DTO. */
@Injectable()
export class KnownQueryGuard implements CanActivate {
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
