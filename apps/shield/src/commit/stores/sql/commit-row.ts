import type { ByteProgress } from '@image-factory/contracts';
import type { CommitRow } from '../../../database/schema.js';
import { storableRow } from '../../../database/storable-text.js';
import type { CommitRecord } from '../../commit-record.js';
import { hasEnded } from '../../commit-state.js';

/** The row of a record. */
export function toRow(record: CommitRecord): CommitRow {
  return storableRow({
    id: record.id,
    ip: record.ip,
    container: record.container,
    image: record.image,
    author: record.author,
    note: record.note,
    node: record.node,
    container_key: record.containerKey,
    status: record.status,
    status_msg: record.statusMsg,
    error_code: record.errorCode ?? null,
    digest: record.digest ?? null,
    accepted_at: record.acceptedAt,
    changed_at: record.changedAt,
    heard_at: record.heardAt,
    dispatch_at: record.dispatchAt,
    hand_over_failures: record.handOverFailures,
    started_at: record.startedAt ?? null,
    attempt: record.attempt,
    seq: record.seq,
    boot_id: record.bootId ?? null,
    progress: record.progress ? JSON.stringify(record.progress) : null,
    cancelled_by: record.cancelledBy ?? null,
    idempotency_key: record.idempotencyKey ?? null,
    credentials: record.credentials ?? null,
    request_id: record.requestId,
    trace_parent: record.traceParent ?? null,
    version: record.version,
    ended_at: hasEnded(record) ? record.changedAt : null,
  });
}

/** The record of a row. */
export function fromRow(row: CommitRow): CommitRecord {
  return {
    id: row.id,
    ip: row.ip,
    container: row.container,
    image: row.image,
    author: row.author,
    note: row.note,
    node: row.node,
    containerKey: row.container_key,
    status: row.status,
    statusMsg: row.status_msg,
    errorCode: row.error_code ?? undefined,
    digest: row.digest ?? undefined,
    acceptedAt: row.accepted_at,
    changedAt: row.changed_at,
    heardAt: row.heard_at,
    dispatchAt: row.dispatch_at,
    handOverFailures: row.hand_over_failures,
    startedAt: row.started_at ?? undefined,
    attempt: row.attempt,
    seq: row.seq,
    bootId: row.boot_id ?? undefined,
    progress: row.progress === null ? undefined : (JSON.parse(row.progress) as ByteProgress),
    cancelledBy: row.cancelled_by ?? undefined,
    idempotencyKey: row.idempotency_key ?? undefined,
    credentials: row.credentials ?? undefined,
    requestId: row.request_id,
    traceParent: row.trace_parent ?? undefined,
    version: row.version,
  };
}
