import { Controller, type DynamicModule, Get, Injectable, Module, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { BearerTokenGuard } from '../token/bearer-token.guard.js';
import { RequestDurations } from './request-durations.js';

/** Access to the metrics. */
class MetricsSettings {
  /** @param tokens comma separated, any of which is valid; without one, anyone may scrape */
  constructor(readonly tokens: string | undefined) {}
}

/** Admits scrapes that carry a `metrics_token`. */
@Injectable()
class MetricsTokenGuard extends BearerTokenGuard {
  constructor({ tokens }: MetricsSettings) {
    super(tokens);
  }
}

/** Metrics for Prometheus. */
@ApiExcludeController()
@UseGuards(MetricsTokenGuard)
@Controller('metrics')
class MetricsController {
  constructor(private readonly registry: Registry) {}

  @Get()
  async metrics(@Res() response: Response): Promise<void> {
    response.type(this.registry.contentType).send(await this.registry.metrics());
  }
}

/** Serves the metrics of the process at `/metrics`. Other modules register their metrics with the `Registry`. */
@Module({})
export class MetricsModule {
  /** @param tokens comma separated, any of which is valid; without one, anyone may scrape */
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
