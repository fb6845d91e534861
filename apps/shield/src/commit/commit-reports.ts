import { Injectable } from '@nestjs/common';
import type { StatusReport } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { CommitLedger } from './commit-ledger.js';

/** Takes in what agents tell of their saves. */
@Injectable()
export class CommitReports {
  constructor(private readonly ledger: CommitLedger) {}

  /** @throws FactoryError `commit_not_found` for an unknown transaction */
  async take(report: StatusReport): Promise<void> {
    const { transaction, status, status_msg: statusMsg = '', attempt, seq, digest, error_code, boot_id } = report;
    const record = await this.ledger.apply(transaction, {
      kind: 'report',
      at: Date.now(),
      status,
      statusMsg,
      attempt,
      seq,
      digest,
      errorCode: error_code,
      bootId: boot_id,
    });
    if (!record) throw new FactoryError('commit_not_found', `Commit ${transaction} was not found.`);
  }
}
