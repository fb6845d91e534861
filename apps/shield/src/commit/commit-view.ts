import type { Commit, CommitQueryAnswer } from '@image-factory/contracts';
import { ERROR_CATALOGUE, type ErrorCode } from '@image-factory/errors';
import { type FoundCommit, unknownCommit } from './commit.service.js';

/** A record as v1 shows it: of one that waits, the sentence tells its place. */
function commitView({ record, place }: FoundCommit): Commit {
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
    status_msg: record.statusMsg + waiting,
    digest,
    verified_by: verifiedBy,
    error_code: errorCode,
  };
}

/** The answer to a query that finds nothing, as the filter of failures has it; making an error would cost more. */
export function unknownAnswer(id: string): CommitQueryAnswer & { error_code: ErrorCode } {
  const msg = `${unknownCommit(id)} ${ERROR_CATALOGUE.commit_not_found.hint}`;
  return { success: false, msg, error_code: 'commit_not_found' };
}

/** The answer that tells of a record. */
export function queryAnswer(found: FoundCommit): CommitQueryAnswer {
  return { success: true, msg: 'ok', commit: commitView(found) };
}
