import { type DynamicModule, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { MetricsController } from './metrics.controller.js';
import { MetricsSettings } from './metrics-settings.js';
import { RequestDurations } from './request-durations.js';

/** The metrics of the process, at `/metrics` for Prometheus. Whoever has more to measure registers it with the `Registry`. */
@Module({})
export class MetricsModule {
  /** @param tokens that a scrape has to carry one of, comma separated; without one, anybody may scrape */
  static with(tokens: string | undefined): DynamicModule {
    const register = new Registry();
    collectDefaultMetrics({ register });
    return {
      module: MetricsModule,
      global: true,
      controllers: [MetricsController],
      providers: [
        { provide: Registry, useValue: register },
        { provide: MetricsSettings, useValue: new MetricsSettings(tokens) },
        { provide: RequestDurations, useValue: new RequestDurations(register) },
      ],
      exports: [Registry, RequestDurations],
    };
  }
}
