import type { CommitObserver } from '@image-factory/commit';
import { traced } from '@image-factory/service';
import { Injectable, Module } from '@nestjs/common';
import { JobMetrics } from './job-metrics.js';
import { JobTrace } from './job-trace.js';
import type { WatchedJob } from './phase-watch.js';

/** Observer of one job whose work runs in its trace. */
export interface TracedJob extends WatchedJob, Pick<CommitObserver, 'stage'> {
  /** Runs work, and everything that it starts, in the trace of the job. */
  within<T>(work: () => T): T;
}

/** Forwards events of jobs to both metrics and traces. */
@Injectable()
export class JobTelemetry {
  constructor(private readonly metrics: JobMetrics) {}

  begin(transaction: string): TracedJob {
    const trace = new JobTrace(transaction);
    const watchers: WatchedJob[] = [this.metrics.begin(), trace];
    return {
      within: (work) => trace.within(work),
      stage: (stage, work) => traced(stage, {}, work),
      progress: (progress) => watchers.forEach((watcher) => watcher.progress(progress)),
      paused: (period) => watchers.forEach((watcher) => watcher.paused(period)),
      fellBack: (reason, sentence) => watchers.forEach((watcher) => watcher.fellBack(reason, sentence)),
      succeeded: (image) => watchers.forEach((watcher) => watcher.succeeded(image)),
      failed: (code) => watchers.forEach((watcher) => watcher.failed(code)),
    };
  }
}

/** Metrics and traces of jobs. */
@Module({ providers: [JobMetrics, JobTelemetry], exports: [JobTelemetry] })
export class TelemetryModule {}
