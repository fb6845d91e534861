import { Injectable } from '@nestjs/common';

import type { ErrorCode } from '@image-factory/errors';
import type { PausePeriod } from '@image-factory/runtime';
import { SaveMetrics } from './job-metrics.js';
import { JobTraces, type TracedOrder } from './job-traces.js';
import type { WatchedJob } from './watched-job.js';

/** Forwards events of jobs to both metrics and traces. */
@Injectable()
export class JobTelemetry {
  constructor(
    private readonly metrics: SaveMetrics,
    private readonly traces: JobTraces,
  ) {}

  begin(save: TracedOrder): WatchedJob {
    const watchers = [this.metrics.begin(save.transaction), this.traces.begin(save)];
    return {
      observe: (progress) => watchers.forEach((watcher) => watcher.observe(progress)),
      succeeded: (image) => watchers.forEach((watcher) => watcher.succeeded(image)),
      failed: (code) => watchers.forEach((watcher) => watcher.failed(code)),
    };
  }

  /** Records a fallback to EngineCommit. */
  fellBack(transaction: string, reason: ErrorCode): void {
    this.metrics.fellBack(transaction, reason);
  }

  thawed(period: PausePeriod): void {
    this.metrics.thawed(period);
    this.traces.thawed(period);
  }
}
