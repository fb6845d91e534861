import { Module } from '@nestjs/common';
import { SaveMetrics } from './job-metrics.js';
import { JobTelemetry } from './job-telemetry.js';
import { JobTraces } from './job-traces.js';

/** Measures and traces what the agent is there for. */
@Module({ providers: [SaveMetrics, JobTelemetry, JobTraces], exports: [JobTelemetry] })
export class TelemetryModule {}
