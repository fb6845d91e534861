import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { DockerEngine } from '@image-factory/docker';

/** How long the engine may take, in milliseconds. */
const PATIENCE = 2_000;

/** Whether the engine of the node answers. */
@Injectable()
export class EngineHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly engine: DockerEngine,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    return this.indicators
      .check('engine')
      .attempt(() => this.engine.ping())
      .withTimeout(PATIENCE);
  }
}
