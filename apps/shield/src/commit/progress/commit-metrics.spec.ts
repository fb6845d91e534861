import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommitStatus } from '@image-factory/contracts';
import { Registry } from 'prom-client';
import { Subject } from 'rxjs';
import type { CommitLedger, CommitMove } from '../state/commit-ledger.js';
import type { CommitRecords } from '../state/commit-records.js';
import type { CommitRecord } from '../state/commit-record.js';
import { type CommitChange, transition } from '../state/commit-state.js';
import { NOON, waitingRecord } from '../state/stores/testing/waiting-record.js';
import { CommitMetrics } from './commit-metrics.js';

const { COMMITTING, PUSHING, SUCCEEDED, FAILED } = CommitStatus;

describe('CommitMetrics', () => {
  let registry: Registry;
  let moves: Subject<CommitMove>;
  let metrics: CommitMetrics;

  beforeEach(() => {
    registry = new Registry();
    moves = new Subject();
    metrics = new CommitMetrics(registry, { moves } as unknown as CommitLedger, records as unknown as CommitRecords);
  });

  afterEach(() => metrics.onApplicationShutdown());

  const records = { countUnended: () => Promise.resolve({ queued: 3, running: 2 }) };

  /** Applies changes to a record and emits the transitions like the ledger. */
  function live(...changes: CommitChange[]): void {
    let record: CommitRecord = waitingRecord('a');
    for (const change of changes) {
      const to = transition(record, change)!;
      moves.next({ from: record, to, change });
      record = to;
    }
  }

  const report = (at: number, status: CommitStatus, fields: object = {}): CommitChange => {
    return { kind: 'report', at, status, statusMsg: '', ...fields };
  };

  const text = () => registry.metrics();

  it('measures each phase and the whole commit, and sums the bytes', async () => {
    live(
      { kind: 'dispatch', at: NOON + 1_000 },
      report(NOON + 1_500, COMMITTING),
      report(NOON + 4_500, PUSHING),
      report(NOON + 14_500, SUCCEEDED, { pushedBytes: 4_711 }),
    );
    const metrics = await text();
    for (const [phase, seconds] of Object.entries({ queued: 1, preparing: 0.5, committing: 3, pushing: 10 })) {
      expect(metrics).toContain(`image_factory_commit_phase_duration_seconds_sum{phase="${phase}"} ${seconds}\n`);
    }
    expect(metrics).toContain('image_factory_commits_total{outcome="succeeded",error_code=""} 1\n');
    expect(metrics).toContain('image_factory_commit_duration_seconds_sum{outcome="succeeded"} 14.5\n');
    expect(metrics).toContain('image_factory_pushed_bytes_total 4711\n');
  });

  it('separates cancelled from failed, by known codes', async () => {
    live({ kind: 'cancel', at: NOON + 1, by: 'bob' });
    live({ kind: 'fail', at: NOON + 1, code: 'agent_lost', reason: 'gone' });
    live(report(NOON + 1, FAILED, { errorCode: 'something of an agent’s own' }));
    live(report(NOON + 1, FAILED));
    const metrics = await text();
    expect(metrics).toContain('image_factory_commits_total{outcome="cancelled",error_code="cancelled"} 1\n');
    expect(metrics).toContain('image_factory_commits_total{outcome="failed",error_code="agent_lost"} 1\n');
    expect(metrics).toContain('image_factory_commits_total{outcome="failed",error_code="unknown"} 2\n');
    expect(metrics).not.toContain('of an agent');
  });

  it('records no negative time despite clock skew', async () => {
    live({ kind: 'dispatch', at: NOON - 5_000 });
    expect(await text()).toContain('image_factory_commit_phase_duration_seconds_sum{phase="queued"} 0\n');
  });
});
