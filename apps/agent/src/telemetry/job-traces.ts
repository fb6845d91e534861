import { Injectable } from '@nestjs/common';
import type { JobPhase, JobProgress } from '@image-factory/commit';
import type { PausePeriod } from '@image-factory/runtime';
import { beginSpan, markFailed, withinSpan } from '@image-factory/service';
import { FactoryError, type ErrorCode } from '@image-factory/errors';
import { type Span, SpanKind } from '@opentelemetry/api';
import type { WatchedJob } from './phase-watch.js';

/** Properties of a commit that its trace needs. */
export interface TracedCommit {
  readonly transaction: string;
  readonly containerId: string;
}

const SPAN_OF_PHASE: Readonly<Record<JobPhase, string>> = { committing: 'commit', pushing: 'push' };

/** The trace of one job: a span for the job, with a child span per phase. */
class JobTrace implements WatchedJob {
  private readonly span: Span;
  private phase?: JobPhase;
  private phaseSpan?: Span;

  constructor(
    transaction: string,
    private readonly whenEnded: () => void,
  ) {
    const attributes = { 'image_factory.transaction': transaction };
    this.span = beginSpan('job', { kind: SpanKind.SERVER, attributes });
  }

  within<T>(work: () => T): T {
    return withinSpan(this.span, work);
  }

  observe({ phase }: JobProgress): void {
    if (phase === this.phase) return;
    this.phaseSpan?.end();
    this.phase = phase;
    this.phaseSpan = this.within(() => beginSpan(SPAN_OF_PHASE[phase]));
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
    this.phaseSpan?.end();
    this.span.end();
    this.whenEnded();
  }
}

/** Traces of the jobs of this node. */
@Injectable()
export class JobTraces {
  /** Running jobs by the full ids of their containers: each container has one job at most. */
  private readonly running = new Map<string, JobTrace>();

  /** Begins the span of a job in the current context. */
  begin({ transaction, containerId }: TracedCommit): JobTrace {
    const trace: JobTrace = new JobTrace(transaction, () => {
      if (this.running.get(containerId) === trace) this.running.delete(containerId);
    });
    this.running.set(containerId, trace);
    return trace;
  }

  /** Adds a pause to the trace of the container's job. A cancelled job ends its pause in the context of the cancel. */
  paused({ containerId, from, to }: PausePeriod): void {
    this.running.get(containerId)?.within(() => beginSpan('pause', { startTime: from }).end(to));
  }
}
