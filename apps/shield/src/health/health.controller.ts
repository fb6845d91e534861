import { Envelope } from '@image-factory/contracts';
import { ReadinessCheck } from '@image-factory/service';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorResult,
  HealthIndicatorService,
  TerminusModule,
} from '@nestjs/terminus';
import { CommitModule } from '../commit/commit.module.js';
import { CommitRecords } from '../commit/state/commit-records.js';

/** Timeout of the database. */
const TIMEOUT_MS = 2_000;

/** An id that no record has. */
const NO_ID = '';

/** Whether the database responds. */
@Injectable()
class DatabaseHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly records: CommitRecords,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const ask = () => this.records.find(NO_ID).then(() => undefined, failed);
    return this.indicators.check('database').attempt(ask).withTimeout(TIMEOUT_MS);
  }
}

/** Only the log may contain the database's message: it can reveal the address. */
function failed(): never {
  throw new Error('The database does not answer.');
}

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

/** Health checks of the shield. Logging is off: the failing component logs the cause itself. */
@Module({
  imports: [CommitModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [DatabaseHealth],
})
export class HealthModule {}
