import { FactoryError } from '@image-factory/errors';
import {
  type Attributes,
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { currentContext, inRequestContext, requestContext, TRACE_PARENT_HEADER } from '../context/request-context.js';

/** Name of the tracer of both services. */
const TRACER = 'image-factory';

/** Properties of a span at its start. */
export interface SpanFacts {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** Start in Unix milliseconds. Default: now. */
  readonly startTime?: number;
}

/**
 * Begins a span, which the caller must end. Its parent is that of the request context; without one, the span begins a
 * trace. Costs almost nothing if tracing is off.
 */
export function beginSpan(name: string, facts: SpanFacts = {}): Span {
  const context = contextOf(currentContext()?.traceParent);
  return trace.getTracer(TRACER).startSpan(name, { kind: SpanKind.INTERNAL, ...facts }, context);
}

/** Marks a span as failed, with only the error code; the log has the details. */
export function markFailed(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: FactoryError.from(error).code });
}

/** Runs work with a span as the parent of the spans and outgoing requests that it begins. The span is not ended. */
export function withinSpan<T>(span: Span, work: () => T): T {
  const context = requestContext();
  return inRequestContext({ ...context, traceParent: traceParentOf(span) ?? context.traceParent }, work);
}

/** Runs work as a span, in a request context whose `traceParent` is that span, or its parent if tracing is off. */
export async function traced<T>(name: string, facts: SpanFacts, work: () => Promise<T>): Promise<T> {
  const span = beginSpan(name, facts);
  try {
    return await withinSpan(span, work);
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** A span in W3C Trace Context format; undefined if tracing is off. */
function traceParentOf(span: Span): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
  return carrier[TRACE_PARENT_HEADER];
}

/** The OpenTelemetry context of a parent; that of a new trace if there is none. */
function contextOf(parent: string | undefined): Context {
  return propagation.extract(ROOT_CONTEXT, parent === undefined ? {} : { [TRACE_PARENT_HEADER]: parent });
}
