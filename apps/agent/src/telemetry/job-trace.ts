import type { JobPhase, JobProgress } from '@image-factory/commit';
import type { PausePeriod } from '@image-factory/runtime';
import { beginSpan, markFailed, withinSpan } from '@image-factory/service';
import { FactoryError, type ErrorCode } from '@image-factory/errors';
import { type Span, SpanKind } from '@opentelemetry/api';
import type { WatchedJob } from './phase-watch.js';

const SPAN_OF_PHASE: Readonly<Record<JobPhase, string>> = { committing: 'commit', pushing: 'push' };

/** The trace of one job: a span for the job, with a child span per phase. */
export class JobTrace implements WatchedJob {
  private readonly span: Span;
  private phase?: JobPhase;
  private phaseSpan?: Span;

  constructor(transaction: string) {
    const attributes = { 'image_factory.transaction': transaction };
    this.span = beginSpan('job', { kind: SpanKind.SERVER, attributes });
  }

  within<T>(work: () => T): T {
    return withinSpan(this.span, work);
  }

  progress({ phase }: JobProgress): void {
    if (phase === this.phase) return;
    this.phaseSpan?.end();
    this.phase = phase;
    this.phaseSpan = this.within(() => beginSpan(SPAN_OF_PHASE[phase]));
  }

  /** An abandoned job ends its pause in the context of the cancel. */
  paused({ from, to }: PausePeriod): void {
    this.within(() => beginSpan('paused', { startTime: from }).end(to));
  }

  fellBack(reason: ErrorCode): void {
    this.span.addEvent('fallback', { 'image_factory.error_code': reason });
  }

  succeeded(): void {
    this.end();
  }

  failed(code: ErrorCode): void {
    const failure = new FactoryError(code, code);
    if (this.phaseSpan) markFailed(this.phaseSpan, failure);
    markFailed(this.span, failure);
    this.end();
  }

  private end(): void {
    // Each span measures its own duration, so that clocks drift apart: one moment ends both.
    const now = Date.now();
    this.phaseSpan?.end(now);
    this.span.end(now);
  }
}
