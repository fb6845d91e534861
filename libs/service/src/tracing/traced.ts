import { type Attributes, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { FactoryError } from '@image-factory/errors';
import { contextOf, traceParentOf } from './trace-parent.js';

/** Who makes the spans. */
const TRACER = 'image-factory';

/** What is known of a span from its beginning. */
export interface SpanFacts {
  /** The span that it belongs to; undefined begins a trace. */
  readonly parent: string | undefined;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** When it began, Unix milliseconds; now unless told. */
  readonly startTime?: number;
}

/** Begins a span, which costs next to nothing while nothing is traced. Whoever begins it ends it. */
export function beginSpan(name: string, { parent, ...options }: SpanFacts): Span {
  return trace.getTracer(TRACER).startSpan(name, { kind: SpanKind.INTERNAL, ...options }, contextOf(parent));
}

/** Notes that what a span stands for has failed: by the code alone, the rest is in the log. */
export function markFailed(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: FactoryError.from(error).code });
}

/**
 * Does something as a span.
 * @param work gets what its own children name as their parent
 */
export async function traced<T>(
  name: string,
  facts: SpanFacts,
  work: (parent: string | undefined) => Promise<T>,
): Promise<T> {
  const span = beginSpan(name, facts);
  try {
    return await work(traceParentOf(span));
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}
