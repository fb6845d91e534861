import { type CommitError, CommitStatus } from '@image-factory/contracts';
import { entryOf, ERROR_CATALOGUE, type ErrorEntry, explanationOf } from '@image-factory/errors';
import type { CommitStanding } from './commit-record.js';

type Failure = Pick<CommitStanding, 'status' | 'statusMsg' | 'errorCode' | 'errorHint'>;

/** Failure of a FAILED record. First-generation agents report no code, newer agents codes that are unknown here. */
export function failureOf({ statusMsg: detail, errorCode, errorHint }: Failure): CommitError {
  const { title, hint }: ErrorEntry = entryOf(errorCode) ?? ERROR_CATALOGUE.agent_refused;
  return { code: errorCode ?? 'unknown', title, detail, hint: errorHint ?? hint };
}

/** The v1 text of a record's status: of a failure, with its hint. */
export function statusText(record: Failure): string {
  if (record.status !== CommitStatus.FAILED) return record.statusMsg;
  return explanationOf(record.statusMsg, failureOf(record).hint);
}
