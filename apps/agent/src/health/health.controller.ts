import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { Envelope } from '@image-factory/contracts';
import { ReadinessCheck } from '@image-factory/service';
import { EngineHealth } from './engine.health.js';
import { RegistrationHealth } from './registration.health.js';

/** Answers the shield's call back, and whoever runs the agent. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly engine: EngineHealth,
    private readonly registration: RegistrationHealth,
  ) {}

  /** Answers as long as the agent runs; the shield asks before it takes a registration. */
  @ApiOperation({ summary: 'Whether the agent runs' })
  @Get()
  health(): Envelope {
    return { success: true, msg: 'ok' };
  }

  /** Answers 200 while the engine answers, the shield knows the agent and it is not being stopped, else 503. */
  @ApiOperation({ summary: 'Whether the agent can save' })
  @ReadinessCheck()
  @Get('ready')
  ready(): Promise<HealthCheckResult> {
    return this.checks.check([() => this.engine.check(), () => this.registration.check()]);
  }
}
