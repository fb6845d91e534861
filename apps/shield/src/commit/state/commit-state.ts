import {
  type ByteProgress,
  type CommitState,
  CommitStatus,
  type UnsavedMount,
  type VerifiedBy,
} from '@image-factory/contracts';
import type { ErrorCode } from '@image-factory/errors';
import type { CommitRecord } from './commit-record.js';

const { NOT_FOUND, INITIALIZED, PROCESSING, COMMITTING, PUSHING, SUCCEEDED, FAILED } = CommitStatus;

/** The state machine's only table of transitions. Only `requeue` returns to INITIALIZED. */
export const TRANSITIONS = {
  [NOT_FOUND]: [],
  [INITIALIZED]: [PROCESSING, COMMITTING, PUSHING, SUCCEEDED, FAILED],
  [PROCESSING]: [COMMITTING, PUSHING, SUCCEEDED, FAILED, INITIALIZED],
  [COMMITTING]: [PUSHING, SUCCEEDED, FAILED, INITIALIZED],
  [PUSHING]: [SUCCEEDED, FAILED, INITIALIZED],
  [SUCCEEDED]: [],
  [FAILED]: [],
} as const satisfies Record<CommitStatus, readonly CommitStatus[]>;

/** States of a dispatched commit. */
export const IN_HAND: readonly CommitStatus[] = [PROCESSING, COMMITTING, PUSHING];

/** Final states. */
export const ENDED: readonly CommitStatus[] = [SUCCEEDED, FAILED];

/** The v2 states, which distinguish cancelled from failed. */
export const STATUS_OF_STATE: Readonly<Record<CommitState, CommitStatus>> = {
  queued: INITIALIZED,
  preparing: PROCESSING,
  committing: COMMITTING,
  pushing: PUSHING,
  succeeded: SUCCEEDED,
  failed: FAILED,
  cancelled: FAILED,
};

/** The v2 state of a record. */
export function stateOf({ status, errorCode }: Pick<CommitRecord, 'status' | 'errorCode'>): CommitState {
  if (status === FAILED) return errorCode === 'cancelled' ? 'cancelled' : 'failed';
  const states = Object.keys(STATUS_OF_STATE) as CommitState[];
  return states.find((state) => STATUS_OF_STATE[state] === status) ?? 'queued';
}

/** Progress or end that an agent reports. */
export interface CommitReport {
  readonly kind: 'report';
  readonly at: number;
  readonly status: CommitStatus;
  readonly statusMsg: string;
  readonly attempt?: number;
  readonly seq?: number;
  readonly digest?: string;
  readonly verifiedBy?: VerifiedBy;
  readonly notSaved?: readonly UnsavedMount[];
  readonly errorCode?: string;
  readonly errorHint?: string;
  readonly bootId?: string;
  readonly progress?: ByteProgress;
  /** With the end: bytes sent to the registry, if known. */
  readonly pushedBytes?: number;
}

/** An event in the life of a commit. `at` is the moment, in Unix milliseconds. */
export type CommitChange =
  | CommitReport
  /** A shield has claimed the commit for its dispatch until `until`. */
  | { readonly kind: 'claim'; readonly at: number; readonly until: number }
  /** The agent has accepted the commit. */
  | { readonly kind: 'dispatch'; readonly at: number; readonly bootId?: string }
  /** The agent was unreachable; the next dispatch is at `until`. */
  | { readonly kind: 'back-off'; readonly at: number; readonly until: number; readonly reason: string }
  /** The unreachable agent has returned: the next dispatch is now. */
  | { readonly kind: 'retry-now'; readonly at: number }
  /** The agent has lost the commit, which is retried. */
  | { readonly kind: 'requeue'; readonly at: number; readonly reason: string }
  /** `by` has requested the cancellation: a queued commit ends at once, any other when its agent has stopped it. */
  | { readonly kind: 'cancel'; readonly at: number; readonly by: string }
  /** A shield has requested that the agent stop the commit; `answered` is whether the agent has answered. */
  | { readonly kind: 'stop-request'; readonly at: number; readonly answered: boolean }
  /** The agent is lost. The commit is not retried: it ends as cancelled if requested, else as `agent_lost`. */
  | { readonly kind: 'lose'; readonly at: number; readonly reason: string }
  /** The commit fails without a report of the agent. */
  | {
      readonly kind: 'fail';
      readonly at: number;
      readonly code: ErrorCode;
      readonly reason: string;
      readonly hint?: string;
    };

/** Whether a record has ended. */
export function hasEnded(record: Pick<CommitRecord, 'status'>): boolean {
  return ENDED.includes(record.status);
}

/** Whether the table has a transition between two states. */
export function mayMove(from: CommitStatus, to: CommitStatus): boolean {
  const targets: readonly CommitStatus[] = TRANSITIONS[from];
  return targets.includes(to);
}

/** The record after a change; undefined if the change is late, repeated or out of order and has no effect. */
export function transition(record: CommitRecord, change: CommitChange): CommitRecord | undefined {
  const next = afterChange(record, change);
  return next && { ...next, version: record.version + 1 };
}

function afterChange(record: CommitRecord, change: CommitChange): CommitRecord | undefined {
  if (hasEnded(record)) return undefined;
  const waiting = record.status === INITIALIZED;
  switch (change.kind) {
    case 'report':
      return afterReport(record, change);
    case 'claim':
      return waiting && record.dispatchAt <= change.at ? { ...record, dispatchAt: change.until } : undefined;
    case 'dispatch':
      if (!waiting) return undefined;
      return moved({ ...record, bootId: change.bootId ?? record.bootId }, PROCESSING, 'the agent has it', change.at);
    case 'back-off':
      if (!waiting) return undefined;
      return {
        ...record,
        dispatchAt: change.until,
        dispatchFailures: record.dispatchFailures + 1,
        statusMsg: change.reason,
      };
    case 'retry-now':
      if (!waiting || record.dispatchFailures === 0 || record.dispatchAt <= change.at) return undefined;
      return { ...record, dispatchAt: change.at };
    case 'requeue':
      if (!mayMove(record.status, INITIALIZED)) return undefined;
      if (record.cancelledBy !== undefined) return afterCancel(record, change.at);
      return {
        ...moved(record, INITIALIZED, change.reason, change.at),
        attempt: record.attempt + 1,
        seq: 0,
        dispatchAt: change.at,
        dispatchFailures: 0,
        startedAt: undefined,
        bootId: undefined,
        progress: undefined,
      };
    case 'cancel':
      if (record.cancelledBy !== undefined) return undefined;
      if (waiting) return afterCancel({ ...record, cancelledBy: change.by }, change.at);
      return { ...record, cancelledBy: change.by, statusMsg: `being cancelled by ${change.by}` };
    case 'stop-request':
      return afterStopRequest(record, change.answered);
    case 'lose':
      return afterLoss(record, change.reason, change.at);
    case 'fail':
      return moved({ ...record, errorCode: change.code, errorHint: change.hint }, FAILED, change.reason, change.at);
  }
}

function afterReport(record: CommitRecord, report: CommitReport): CommitRecord | undefined {
  const { status, statusMsg, at } = report;
  if (status === INITIALIZED || status === NOT_FOUND) return undefined;
  if (report.attempt !== undefined && report.attempt !== record.attempt) return undefined;
  if (report.seq !== undefined && report.seq <= record.seq) return undefined;
  const { bootId = record.bootId, seq = record.seq, progress } = report;
  const heard = { ...record, seq, bootId, progress, heardAt: at };
  const isBeingCancelled = record.cancelledBy !== undefined;
  if (status === record.status) return { ...heard, statusMsg: isBeingCancelled ? record.statusMsg : statusMsg };
  if (!mayMove(record.status, status)) return undefined;
  if (isBeingCancelled && status === FAILED && report.errorCode === 'cancelled') return afterCancel(heard, at);
  const { digest, verifiedBy, notSaved } = status === SUCCEEDED ? report : {};
  const { errorCode, errorHint } = status === FAILED ? report : {};
  return moved({ ...heard, digest, verifiedBy, notSaved, errorCode, errorHint }, status, statusMsg, at);
}

function afterCancel(record: CommitRecord, at: number, remark = ''): CommitRecord {
  return moved({ ...record, errorCode: 'cancelled' }, FAILED, `cancelled by ${record.cancelledBy}${remark}`, at);
}

function afterStopRequest(record: CommitRecord, answered: boolean): CommitRecord | undefined {
  if (record.cancelledBy === undefined || record.status === INITIALIZED) return undefined;
  const remark = answered ? '' : `; the agent of ${record.ip} does not answer`;
  const statusMsg = `being cancelled by ${record.cancelledBy}${remark}`;
  return statusMsg === record.statusMsg ? undefined : { ...record, statusMsg };
}

function afterLoss(record: CommitRecord, reason: string, at: number): CommitRecord | undefined {
  if (!IN_HAND.includes(record.status)) return undefined;
  if (record.cancelledBy === undefined) {
    const statusMsg = `${reason} The image may have been pushed.`;
    return moved({ ...record, errorCode: 'agent_lost' }, FAILED, statusMsg, at);
  }
  const remark = `. ${reason} The container may still be paused, and the image may have been pushed.`;
  return afterCancel(record, at, remark);
}

function moved(record: CommitRecord, status: CommitStatus, statusMsg: string, at: number): CommitRecord {
  const ended = ENDED.includes(status);
  return {
    ...record,
    status,
    statusMsg,
    changedAt: at,
    endedAt: ended ? at : undefined,
    heardAt: at,
    startedAt: record.startedAt ?? (status === INITIALIZED ? undefined : at),
    credentials: ended ? undefined : record.credentials,
  };
}
