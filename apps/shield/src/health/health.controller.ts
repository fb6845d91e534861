import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { Envelope } from '@image-factory/contracts';
import { ReadinessCheck } from '@image-factory/service';
import { DatabaseHealth } from './database.health.js';

/** Health checks. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly database: DatabaseHealth,
  ) {}

  /** Answers while the process serves requests. */
  @ApiOperation({ summary: 'Liveness' })
  @Get('live')
  live(): Envelope {
    return { success: true, msg: 'alive' };
  }

  /** Answers 200 while the database answers and the shield is not shutting down; otherwise 503. */
  @ApiOperation({ summary: 'Readiness' })
  @ReadinessCheck()
  @Get('ready')
  ready(): Promise<HealthCheckResult> {
    return this.checks.check([() => this.database.check()]);
  }
}
