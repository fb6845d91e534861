import type { ByteProgress, CommitProgress, CommitResource } from '@image-factory/contracts';
import { failureOf } from './commit-failure.js';
import type { CommitRecord } from './commit-record.js';
import { stateOf } from './commit-state.js';

/**
 * The v2 form of a record.
 * @param place in the queue of its node, if known
 */
export function commitResource(record: CommitRecord, place?: number): CommitResource {
  const { id, ip, container, image, author, note, exclude = [], redactEnv = [] } = record;
  const { attempt, digest, verifiedBy, notSaved, acceptedAt, startedAt, changedAt, endedAt } = record;
  const state = stateOf(record);
  const isMoving = state === 'committing' || state === 'pushing';
  return {
    id,
    state,
    message: record.statusMsg,
    ...{ ip, container, image, author, note },
    exclude,
    redact_env: redactEnv,
    place: state === 'queued' ? place : undefined,
    progress: isMoving && record.progress ? progressOf(record.progress) : undefined,
    digest,
    verified_by: verifiedBy,
    not_saved: state === 'succeeded' ? (notSaved ?? []) : undefined,
    error: state === 'failed' ? failureOf(record) : undefined,
    cancelled_by: record.cancelledBy,
    attempt,
    accepted_at: timeOf(acceptedAt),
    started_at: startedAt === undefined ? undefined : timeOf(startedAt),
    changed_at: timeOf(changedAt),
    ended_at: endedAt === undefined ? undefined : timeOf(endedAt),
  };
}

function progressOf({ bytes, total_bytes: total, bytes_per_second: rate }: ByteProgress): CommitProgress {
  const progress = { bytes, total_bytes: total, bytes_per_second: rate };
  if (total === undefined) return progress;
  // The progress may exceed the total: padding, growing files.
  const left = Math.max(0, total - bytes);
  return {
    ...progress,
    percent: total === 0 ? 100 : Math.floor((100 * (total - left)) / total),
    eta_seconds: rate ? Math.ceil(left / rate) : undefined,
  };
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
