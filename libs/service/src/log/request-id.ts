import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { v7 as uuid } from 'uuid';

/** Header that carries one id through shield and agent. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** The id of a request: the caller's, if it is a plain one, else a new one. It is answered in the same header. */
export function requestId(request: IncomingMessage & { id?: unknown }, response: ServerResponse): string {
  if (typeof request.id === 'string') return request.id;
  const sent = request.headers[REQUEST_ID_HEADER];
  const id = typeof sent === 'string' && /^[\w.:-]{1,128}$/.test(sent) ? sent : uuid();
  response.setHeader(REQUEST_ID_HEADER, id);
  return id;
}

/** Middleware that gives a request its id before anything can refuse it. */
export function identify(
  request: IncomingMessage & { id?: unknown },
  response: ServerResponse,
  next: () => void,
): void {
  request.id = requestId(request, response);
  next();
}

/** Parameter of a handler: the id of its request. */
export const RequestId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  return context.switchToHttp().getRequest<{ id: string }>().id;
});
