import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ERROR_CATALOGUE } from '@image-factory/errors';
import { Counter, Histogram, Registry } from 'prom-client';
import type { Subscription } from 'rxjs';
import { scrapedGauges } from '../../platform/metrics/scraped-gauges.js';
import { CommitLedger, type CommitMove } from '../state/commit-ledger.js';
import { CommitRecords } from '../state/commit-records.js';
import { hasEnded, stateOf } from '../state/commit-state.js';

/** Histogram buckets, from an empty commit to the default `commit_timeout`, in seconds. */
const BUCKETS_S = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600, 7200];

/** Metrics of commits. The shield that writes a transition counts it, so the sum over all shields is exact. */
@Injectable()
export class CommitMetrics implements OnApplicationShutdown {
  private readonly ended: Counter<'outcome' | 'error_code'>;
  private readonly durations: Histogram<'outcome'>;
  private readonly phases: Histogram<'phase'>;
  private readonly bytes: Counter;
  private readonly subscription: Subscription;

  constructor(registry: Registry, ledger: CommitLedger, records: CommitRecords) {
    const registers = [registry];
    this.ended = new Counter({
      name: 'image_factory_commits_total',
      help: 'Ended commits, by outcome (succeeded, failed, cancelled) and error code.',
      labelNames: ['outcome', 'error_code'],
      registers,
    });
    this.durations = new Histogram({
      name: 'image_factory_commit_duration_seconds',
      help: 'Time from the acceptance of a commit to its end.',
      labelNames: ['outcome'],
      buckets: BUCKETS_S,
      registers,
    });
    this.phases = new Histogram({
      name: 'image_factory_commit_phase_duration_seconds',
      help: 'Time of commits in each phase: queued, preparing, committing, pushing.',
      labelNames: ['phase'],
      buckets: BUCKETS_S,
      registers,
    });
    this.bytes = new Counter({
      name: 'image_factory_pushed_bytes_total',
      help: 'Bytes that commits have sent to registries, as reported by their agents.',
      registers,
    });
    scrapedGauges(registry, () => records.countUnended(), [
      { name: 'commits_queued', help: 'Commits that wait for their dispatch.', value: ({ queued }) => queued },
      { name: 'commits_running', help: 'Commits that agents run.', value: ({ running }) => running },
    ]);
    this.ended.inc({ outcome: 'succeeded', error_code: '' }, 0);
    this.subscription = ledger.moves.subscribe((move) => this.count(move));
  }

  onApplicationShutdown(): void {
    this.subscription.unsubscribe();
  }

  private count({ from, to, change }: CommitMove): void {
    this.phases.observe({ phase: stateOf(from) }, secondsBetween(from.changedAt, to.changedAt));
    if (!hasEnded(to)) return;
    const outcome = stateOf(to);
    this.ended.inc({ outcome, error_code: outcome === 'succeeded' ? '' : boundedCode(to.errorCode) });
    this.durations.observe({ outcome }, secondsBetween(to.acceptedAt, to.changedAt));
    if (change.kind === 'report') this.bytes.inc(change.pushedBytes ?? 0);
  }
}

/** The clocks of two shields may differ. */
function secondsBetween(start: number, end: number): number {
  return Math.max(0, end - start) / 1000;
}

/** An agent's code is free text; as a label it must be bounded. */
function boundedCode(code: string | undefined): string {
  return code !== undefined && Object.hasOwn(ERROR_CATALOGUE, code) ? code : 'unknown';
}
