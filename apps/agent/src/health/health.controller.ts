import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { Envelope } from '@image-factory/contracts';
import { ReadinessCheck } from '@image-factory/service';
import { EngineHealth } from './engine.health.js';
import { RegistrationHealth } from './registration.health.js';

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
