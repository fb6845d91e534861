import { Module } from '@nestjs/common';
import { SaveMetrics } from './job-metrics.js';
import { JobTelemetry } from './job-telemetry.js';
import { JobTraces } from './job-traces.js';

/** Metrics and traces of jobs. */
@Module({ providers: [SaveMetrics, JobTelemetry, JobTraces], exports: [JobTelemetry] })
export class TelemetryModule {}
