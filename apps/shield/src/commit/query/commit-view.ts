import type { V1Commit, CommitQueryAnswer } from '@image-factory/contracts';
import { ERROR_CATALOGUE, type ErrorCode, explanationOf } from '@image-factory/errors';
import { statusText } from '../state/commit-failure.js';
import { unknownCommit } from '../state/commit-records.js';
import type { FoundCommit } from './commit-lookup.js';

/** The v1 form of a record: for a queued commit, the message states its place in the queue. */
function commitView({ record, place }: FoundCommit): V1Commit {
  const { id, ip, image, container, author, status, digest, verifiedBy, errorCode } = record;
  const waiting = place === undefined ? '' : `; place ${place} in the queue of its node`;
  return {
    id,
    ip,
    time: Math.floor(record.changedAt / 1000),
    image,
    container,
    author,
    status,
    status_msg: statusText(record) + waiting,
    digest,
    verified_by: verifiedBy,
    error_code: errorCode,
  };
}

/**
 * The response to a query without a result, equal to that of the exception filter; creating an error would be slower.
 */
export function unknownAnswer(id: string): CommitQueryAnswer & { error_code: ErrorCode } {
  const msg = explanationOf(unknownCommit(id), ERROR_CATALOGUE.commit_not_found.hint);
  return { success: false, msg, error_code: 'commit_not_found' };
}

/** The v1 response to a query. */
export function queryAnswer(found: FoundCommit): CommitQueryAnswer {
  return { success: true, msg: 'ok', commit: commitView(found) };
}
