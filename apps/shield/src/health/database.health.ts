import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { CommitRecords } from '../commit/state/commit-records.js';

/** Timeout of the database. */
const TIMEOUT_MS = 2_000;

/** An id that no record has. */
const NO_ID = '';

/** Whether the database responds. */
@Injectable()
export class DatabaseHealth {
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
