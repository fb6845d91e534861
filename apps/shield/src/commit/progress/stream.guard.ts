import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { FactoryError } from '@image-factory/errors';
import type { Request, Response } from 'express';

/** Refuses HEAD of a stream: the response would never end. */
@Injectable()
export class StreamGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method, path } = context.switchToHttp().getRequest<Request>();
    if (method !== 'HEAD') return true;
    context.switchToHttp().getResponse<Response>().setHeader('Allow', 'GET, OPTIONS');
    throw new FactoryError('method_not_allowed', `${path} does not allow ${method}.`);
  }
}
