import type { Commit, CommitQueryAnswer } from '@image-factory/contracts';
import type { FoundCommit } from './commit.service.js';

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

/** The answer that tells of a record. */
export function queryAnswer(found: FoundCommit): CommitQueryAnswer {
  return { success: true, msg: 'ok', commit: commitView(found) };
}
