import { Module } from '@nestjs/common';
import { SaveMetrics } from './save-metrics.js';
import { SaveTelemetry } from './save-telemetry.js';
import { SaveTraces } from './save-traces.js';

/** Measures and traces what the agent is there for. */
@Module({ providers: [SaveMetrics, SaveTelemetry, SaveTraces], exports: [SaveTelemetry] })
export class TelemetryModule {}
