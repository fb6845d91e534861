import { Injectable } from '@nestjs/common';
import type { FreezePeriod } from '@image-factory/docker';
import type { ErrorCode } from '@image-factory/errors';
import { SaveMetrics } from './save-metrics.js';
import { SaveTraces, type TracedOrder } from './save-traces.js';
import type { WatchedSave } from './watched-save.js';

/** What is told to the metrics and the traces alike. */
@Injectable()
export class SaveTelemetry {
  constructor(
    private readonly metrics: SaveMetrics,
    private readonly traces: SaveTraces,
  ) {}

  begin(save: TracedOrder): WatchedSave {
    const watchers = [this.metrics.begin(save.transaction), this.traces.begin(save)];
    return {
      observe: (progress) => watchers.forEach((watcher) => watcher.observe(progress)),
      succeeded: (image) => watchers.forEach((watcher) => watcher.succeeded(image)),
      failed: (code) => watchers.forEach((watcher) => watcher.failed(code)),
    };
  }

  /** The engine's way is taken, since the direct one has failed. */
  fellBack(transaction: string, reason: ErrorCode): void {
    this.metrics.fellBack(transaction, reason);
  }

  thawed(period: FreezePeriod): void {
    this.metrics.thawed(period);
    this.traces.thawed(period);
  }
}
