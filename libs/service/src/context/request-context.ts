import { AsyncLocalStorage } from 'node:async_hooks';
import { v7 as uuid } from 'uuid';

/** Header that carries the id of a request through shield and agent. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Header that carries a trace from one service to the next, as W3C Trace Context defines it. */
export const TRACE_PARENT_HEADER = 'traceparent';

/**
 * Context of the work for one request. It follows the work through promises, timers and streams, so no
 * function passes it as a parameter:
 *
 * - The HTTP middleware sets it from `X-Request-Id` and `traceparent`, with or without tracing.
 * - `requestContext()` reads it, for example into a record: `{ ...requestContext(), id, ... }`.
 * - `inRequestContext(record, work)` restores it where work continues from a record: at a dispatch, in a job, after a
 *   restart. Do so per record in every loop or timer; otherwise the context of the code that started the loop remains.
 * - `contextHeaders()` are the headers of an outgoing request.
 * - Every log line has `requestId`; `traced` and `beginSpan` take their parent from here, and `traced` runs its work with
 *   its own span as `traceParent`.
 */
export interface RequestContext {
  readonly requestId: string;
  /** Parent of new spans and of outgoing requests, in W3C Trace Context format. */
  readonly traceParent?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The current context, or undefined outside of a request. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

/** The current context; outside of a request, a new one with its own id. */
export function requestContext(): RequestContext {
  return storage.getStore() ?? { requestId: uuid() };
}

/**
 * Runs work, and everything that it starts, in a context.
 *
 * @param context or an object that contains one, such as a record of a commit
 */
export function inRequestContext<T>({ requestId, traceParent }: RequestContext, work: () => T): T {
  return storage.run({ requestId, traceParent }, work);
}

/** Headers that pass the current context on to another service; none outside of a request. */
export function contextHeaders(): Record<string, string> {
  const context = storage.getStore();
  if (!context) return {};
  const { requestId, traceParent } = context;
  return { [REQUEST_ID_HEADER]: requestId, ...(traceParent && { [TRACE_PARENT_HEADER]: traceParent }) };
}
