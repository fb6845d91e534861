import { Envelope } from '@image-factory/contracts';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { ReadinessCheck } from '@image-factory/service';
import { Controller, Get, Inject, Injectable, Module } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorResult,
  HealthIndicatorService,
  TerminusModule,
} from '@nestjs/terminus';
import { RuntimeModule } from '../runtime/runtime.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { RegistrationService } from '../registration/registration.service.js';

/** Timeout of the runtime. */
const TIMEOUT_MS = 2_000;

/** Whether the runtime of the node responds. */
@Injectable()
class EngineHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    @Inject(CONTAINER_RUNTIME) private readonly runtime: ContainerRuntime,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    return this.indicators
      .check('engine')
      .attempt(() => this.runtime.ping())
      .withTimeout(TIMEOUT_MS);
  }
}

/** Whether the agent is registered with the shield. */
@Injectable()
class RegistrationHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly registration: RegistrationService,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('registration');
    return this.registration.isRegistered
      ? indicator.up()
      : indicator.down('The shield has not accepted a registration.');
  }
}

/** Health checks, for the shield and for monitoring. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly engine: EngineHealth,
    private readonly registration: RegistrationHealth,
  ) {}

  /** Answers while the agent runs; the shield calls it before it accepts a registration. */
  @ApiOperation({ summary: 'Liveness' })
  @Get()
  health(): Envelope {
    return { success: true, msg: 'ok' };
  }

  /** Answers 200 while the runtime answers, the shield accepts the registrations, and the agent is not shutting down;
   * otherwise 503. */
  @ApiOperation({ summary: 'Readiness' })
  @ReadinessCheck()
  @Get('ready')
  ready(): Promise<HealthCheckResult> {
    return this.checks.check([() => this.engine.check(), () => this.registration.check()]);
  }
}

/** Health checks of the agent. Logging is off: the failing component logs the cause itself. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), RuntimeModule, RegistrationModule],
  controllers: [HealthController],
  providers: [EngineHealth, RegistrationHealth],
})
export class HealthModule {}
