import { CommitStatus } from '@image-factory/contracts';
import type { CommitRecord } from '../../commit-record.js';

/** Reference moment of the tests, in Unix milliseconds. */
export const NOON = Date.UTC(2026, 10, 24, 12);

/** A queued record with a container of its own. */
export function waitingRecord(id: string, fields: Partial<CommitRecord> = {}): CommitRecord {
  return {
    id,
    ip: '10.0.0.1',
    container: `container-${id}`,
    image: 'registry.example.com/alice:latest',
    author: 'alice',
    note: 'before lunch',
    node: 'node-1',
    containerKey: `key-${id}`,
    status: CommitStatus.INITIALIZED,
    statusMsg: 'accepted',
    acceptedAt: NOON,
    changedAt: NOON,
    heardAt: NOON,
    dispatchAt: NOON,
    dispatchFailures: 0,
    attempt: 1,
    seq: 0,
    requestId: `request-${id}`,
    version: 1,
    ...fields,
  };
}
