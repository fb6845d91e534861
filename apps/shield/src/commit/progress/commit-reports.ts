import { Injectable } from '@nestjs/common';
import { CommitStatus, type StatusReport } from '@image-factory/contracts';
import { entryOf, FactoryError } from '@image-factory/errors';
import { Cancellation } from '../cancel/cancellation.js';
import { CommitLedger } from '../state/commit-ledger.js';
import type { CommitRecord } from '../state/commit-record.js';
import { unknownCommit } from '../state/commit-records.js';
import type { CommitReport } from '../state/commit-state.js';
import { ProgressCache } from './progress-cache.js';

/** Applies the reports of agents. */
@Injectable()
export class CommitReports {
  constructor(
    private readonly ledger: CommitLedger,
    private readonly live: ProgressCache,
    private readonly cancellation: Cancellation,
  ) {}

  /** @throws FactoryError `commit_not_found` for an unknown commit */
  async take(report: StatusReport): Promise<void> {
    const { transaction } = report;
    const change = changeOf(report);
    if (this.live.take(transaction, change)) return;
    const record = await this.ledger.apply(transaction, change);
    if (!record) throw new FactoryError('commit_not_found', unknownCommit(transaction));
    if (isStray(report, record)) this.cancellation.pursue(record);
  }
}

function changeOf(report: StatusReport): CommitReport {
  const { status, status_msg = '', attempt, seq, digest, progress } = report;
  const { error_code: errorCode, boot_id: bootId, pushed_bytes: pushedBytes, verified_by: verifiedBy } = report;
  const { not_saved: notSaved } = report;
  // First-generation agents send only the whole text.
  const { detail: statusMsg = status_msg, hint } = report;
  const errorHint = hint === entryOf(errorCode)?.hint ? undefined : hint;
  const failure = { statusMsg, errorCode, errorHint };
  return {
    kind: 'report',
    at: Date.now(),
    status,
    ...failure,
    attempt,
    seq,
    digest,
    verifiedBy,
    notSaved,
    bootId,
    progress,
    pushedBytes,
  };
}

/** Whether an agent still works on a commit that has ended: cancelled during its dispatch, or timed out. */
function isStray({ status, boot_id }: StatusReport, record: CommitRecord): boolean {
  const isEnd = status === CommitStatus.SUCCEEDED || status === CommitStatus.FAILED;
  return !isEnd && record.status === CommitStatus.FAILED && boot_id !== undefined;
}
