import type { IncomingMessage, ServerResponse } from 'node:http';
import { v7 as uuid } from 'uuid';
import { inRequestContext, REQUEST_ID_HEADER, TRACE_PARENT_HEADER } from './request-context.js';

type IdentifiedRequest = IncomingMessage & { id?: unknown };

/** A span in W3C Trace Context format; an id of only zeros is invalid. */
const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The id of a request: the caller's if it is well-formed, else a new one. The response has it in the same header. */
export function requestId(request: IdentifiedRequest, response: ServerResponse): string {
  if (typeof request.id === 'string') return request.id;
  const sent = request.headers[REQUEST_ID_HEADER];
  const id = typeof sent === 'string' && /^[\w.:-]{1,128}$/.test(sent) ? sent : uuid();
  response.setHeader(REQUEST_ID_HEADER, id);
  return id;
}

/** Middleware that sets the context of a request, before anything can refuse it. */
export function setRequestContext(request: IdentifiedRequest, response: ServerResponse, next: () => void): void {
  const id = requestId(request, response);
  request.id = id;
  inRequestContext({ requestId: id, traceParent: traceParentOf(request) }, next);
}

/** The caller's span; undefined if the caller sends none, or something else. */
function traceParentOf({ headers }: IncomingMessage): string | undefined {
  const sent = headers[TRACE_PARENT_HEADER];
  return typeof sent === 'string' && TRACE_PARENT.test(sent) ? sent : undefined;
}
