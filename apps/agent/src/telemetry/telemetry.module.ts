import { Module } from '@nestjs/common';
import { JobMetrics } from './job-metrics.js';
import { JobTelemetry } from './job-telemetry.js';
import { JobTraces } from './job-traces.js';

/** Metrics and traces of jobs. */
@Module({ providers: [JobMetrics, JobTelemetry, JobTraces], exports: [JobTelemetry] })
export class TelemetryModule {}
