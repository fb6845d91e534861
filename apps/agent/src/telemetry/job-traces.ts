import { Injectable } from '@nestjs/common';
import type { JobPhase, JobProgress } from '@image-factory/commit';
import type { PausePeriod } from '@image-factory/runtime';
import { beginSpan, markFailed, traceParentOf } from '@image-factory/service';
import { FactoryError, type ErrorCode } from '@image-factory/errors';
import { type Span, SpanKind } from '@opentelemetry/api';
import type { WatchedJob } from './watched-job.js';

/** Properties of a commit that its trace needs. */
export interface TracedOrder {
  readonly transaction: string;
  readonly containerId: string;
  /** Span of the dispatch, in W3C Trace Context format. */
  readonly traceParent?: string;
}

const SPAN_OF_PHASE: Readonly<Record<JobPhase, string>> = { committing: 'commit', pushing: 'push' };

/** The trace of one job: a span for the job, with a child span per phase. */
class SaveTrace implements WatchedJob {
  private readonly span: Span;
  private phase?: JobPhase;
  private phaseSpan?: Span;

  /** Parent of the child spans. */
  readonly parent: string | undefined;

  constructor(
    { transaction, traceParent }: TracedOrder,
    private readonly whenEnded: () => void,
  ) {
    const attributes = { 'image_factory.transaction': transaction };
    this.span = beginSpan('save', { parent: traceParent, kind: SpanKind.SERVER, attributes });
    this.parent = traceParentOf(this.span);
  }

  observe({ phase }: JobProgress): void {
    if (phase === this.phase) return;
    this.phaseSpan?.end();
    this.phase = phase;
    this.phaseSpan = beginSpan(SPAN_OF_PHASE[phase], { parent: this.parent });
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
  private readonly running = new Map<string, SaveTrace>();

  begin(order: TracedOrder): WatchedJob {
    const { containerId } = order;
    const trace: SaveTrace = new SaveTrace(order, () => {
      if (this.running.get(containerId) === trace) this.running.delete(containerId);
    });
    this.running.set(containerId, trace);
    return trace;
  }

  thawed({ containerId, from, to }: PausePeriod): void {
    const parent = this.running.get(containerId)?.parent;
    if (parent !== undefined) beginSpan('freeze', { parent, startTime: from }).end(to);
  }
}
