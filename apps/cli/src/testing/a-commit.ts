import type { Commit } from '@image-factory/client';

/** A commit that has just been accepted, with some fields overridden. */
export function aCommit(fields: Partial<Commit> = {}): Commit {
  return {
    id: '0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b',
    state: 'queued',
    message: 'waiting',
    ip: '127.0.0.2',
    container: 'notebook-alice',
    image: '127.0.0.1:5000/user-images/alice:v1',
    author: 'alice',
    note: '',
    exclude: [],
    redact_env: [],
    attempt: 1,
    accepted_at: '2026-11-24T12:00:00.000Z',
    changed_at: '2026-11-24T12:00:00.000Z',
    ...fields,
  };
}
