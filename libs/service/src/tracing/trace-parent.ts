import { type Context, propagation, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { TRACE_PARENT_HEADER } from '../context/request-context.js';

/** How children name a span as their parent; undefined while this process traces nothing. */
export function traceParentOf(span: Span): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
  return carrier[TRACE_PARENT_HEADER];
}

/** The OpenTelemetry context of a parent; that of a new trace if there is none. */
export function contextOf(parent: string | undefined): Context {
  return propagation.extract(ROOT_CONTEXT, parent === undefined ? {} : { [TRACE_PARENT_HEADER]: parent });
}

/** The header that hands a trace on. */
export function traceHeaders(parent: string | undefined): Record<string, string> {
  return parent === undefined ? {} : { [TRACE_PARENT_HEADER]: parent };
}
