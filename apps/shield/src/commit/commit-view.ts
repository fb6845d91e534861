import type { Commit, CommitQueryAnswer } from '@image-factory/contracts';
import type { CommitRecord } from './commit-record.js';

/** A record as v1 shows it. */
export function commitView(record: CommitRecord): Commit {
  const { id, ip, image, container, author, status, statusMsg, digest, errorCode } = record;
  return {
    id,
    ip,
    time: Math.floor(record.changedAt / 1000),
    image,
    container,
    author,
    status,
    status_msg: statusMsg,
    digest,
    error_code: errorCode,
  };
}

/** The answer that tells of a record. */
export function queryAnswer(record: CommitRecord): CommitQueryAnswer {
  return { success: true, msg: 'ok', commit: commitView(record) };
}
