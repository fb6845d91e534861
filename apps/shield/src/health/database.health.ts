import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { COMMIT_STORE, type CommitStore } from '../commit/commit-store.port.js';

/** Timeout of the database, in milliseconds. */
const PATIENCE = 2_000;

/** An id that no record has. */
const NOBODY = '';

/** Whether the database responds. */
@Injectable()
export class DatabaseHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    @Inject(COMMIT_STORE) private readonly store: CommitStore,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const ask = () => this.store.find(NOBODY).then(() => undefined, failed);
    return this.indicators.check('database').attempt(ask).withTimeout(PATIENCE);
  }
}

/** Only the log may contain the database's message: it can reveal the address. */
function failed(): never {
  throw new Error('The database does not answer.');
}
