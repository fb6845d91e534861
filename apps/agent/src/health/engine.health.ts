import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';

/** Timeout of the runtime, in milliseconds. */
const PATIENCE = 2_000;

/** Whether the runtime of the node responds. */
@Injectable()
export class EngineHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    @Inject(CONTAINER_RUNTIME) private readonly runtime: ContainerRuntime,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    return this.indicators
      .check('engine')
      .attempt(() => this.runtime.ping())
      .withTimeout(PATIENCE);
  }
}
