import type { ByteProgress } from '@image-factory/contracts';
import type { CommitRow } from '../../../../platform/database/schema.js';
import { storableRow } from '../../../../platform/database/storable-text.js';
import type { CommitRecord, CommitStanding } from '../../commit-record.js';
import { hasEnded } from '../../commit-state.js';

export function toRow(record: CommitRecord): CommitRow {
  return storableRow({
    id: record.id,
    ip: record.ip,
    container: record.container,
    image: record.image,
    author: record.author,
    note: record.note,
    exclude: jsonOf(record.exclude),
    blank_env: jsonOf(record.blankEnv),
    node: record.node,
    container_key: record.containerKey,
    status: record.status,
    status_msg: record.statusMsg,
    error_code: record.errorCode ?? null,
    digest: record.digest ?? null,
    verified_by: record.verifiedBy ?? null,
    accepted_at: record.acceptedAt,
    changed_at: record.changedAt,
    heard_at: record.heardAt,
    dispatch_at: record.dispatchAt,
    hand_over_failures: record.handOverFailures,
    started_at: record.startedAt ?? null,
    attempt: record.attempt,
    seq: record.seq,
    boot_id: record.bootId ?? null,
    progress: jsonOf(record.progress),
    cancelled_by: record.cancelledBy ?? null,
    idempotency_key: record.idempotencyKey ?? null,
    credentials: record.credentials ?? null,
    request_id: record.requestId,
    trace_parent: record.traceParent ?? null,
    version: record.version,
    ended_at: hasEnded(record) ? record.changedAt : null,
  });
}

/** Columns of a `CommitStanding`. */
export const STANDING = [
  'id',
  'ip',
  'container',
  'image',
  'author',
  'node',
  'status',
  'status_msg',
  'error_code',
  'digest',
  'verified_by',
  'changed_at',
  'heard_at',
  'attempt',
  'seq',
  'cancelled_by',
] as const satisfies readonly (keyof CommitRow)[];

export type StandingRow = Pick<CommitRow, (typeof STANDING)[number]>;

export function fromStanding(row: StandingRow): CommitStanding {
  return {
    id: row.id,
    ip: row.ip,
    container: row.container,
    image: row.image,
    author: row.author,
    node: row.node,
    status: row.status,
    statusMsg: row.status_msg,
    errorCode: row.error_code ?? undefined,
    digest: row.digest ?? undefined,
    verifiedBy: row.verified_by ?? undefined,
    changedAt: row.changed_at,
    heardAt: row.heard_at,
    attempt: row.attempt,
    seq: row.seq,
    cancelledBy: row.cancelled_by ?? undefined,
  };
}

export function fromRow(row: CommitRow): CommitRecord {
  return {
    ...fromStanding(row),
    note: row.note,
    exclude: valueOf<string[]>(row.exclude),
    blankEnv: valueOf<string[]>(row.blank_env),
    containerKey: row.container_key,
    acceptedAt: row.accepted_at,
    dispatchAt: row.dispatch_at,
    handOverFailures: row.hand_over_failures,
    startedAt: row.started_at ?? undefined,
    bootId: row.boot_id ?? undefined,
    progress: valueOf<ByteProgress>(row.progress),
    idempotencyKey: row.idempotency_key ?? undefined,
    credentials: row.credentials ?? undefined,
    requestId: row.request_id,
    traceParent: row.trace_parent ?? undefined,
    version: row.version,
  };
}

function jsonOf(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function valueOf<T>(json: string | null): T | undefined {
  return json === null ? undefined : (JSON.parse(json) as T);
}
