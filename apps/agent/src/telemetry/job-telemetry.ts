import type { ErrorCode } from '@image-factory/errors';
import type { PausePeriod } from '@image-factory/runtime';
import { Injectable, Module } from '@nestjs/common';
import { JobMetrics } from './job-metrics.js';
import { JobTraces, type TracedCommit } from './job-traces.js';
import type { WatchedJob } from './phase-watch.js';

/** Observer of one job whose work runs in its trace. */
interface TracedJob extends WatchedJob {
  /** Runs work, and everything that it starts, in the trace of the job. */
  within<T>(work: () => T): T;
}

/** Forwards events of jobs to both metrics and traces. */
@Injectable()
export class JobTelemetry {
  constructor(
    private readonly metrics: JobMetrics,
    private readonly traces: JobTraces,
  ) {}

  begin(commit: TracedCommit): TracedJob {
    const trace = this.traces.begin(commit);
    const watchers: WatchedJob[] = [this.metrics.begin(commit.transaction), trace];
    return {
      within: (work) => trace.within(work),
      observe: (progress) => watchers.forEach((watcher) => watcher.observe(progress)),
      succeeded: (image) => watchers.forEach((watcher) => watcher.succeeded(image)),
      failed: (code) => watchers.forEach((watcher) => watcher.failed(code)),
    };
  }

  /** Records a fallback to EngineCommit. */
  fellBack(transaction: string, reason: ErrorCode): void {
    this.metrics.fellBack(transaction, reason);
  }

  paused(period: PausePeriod): void {
    this.metrics.paused(period);
    this.traces.paused(period);
  }
}

/** Metrics and traces of jobs. */
@Module({ providers: [JobMetrics, JobTelemetry, JobTraces], exports: [JobTelemetry] })
export class TelemetryModule {}
