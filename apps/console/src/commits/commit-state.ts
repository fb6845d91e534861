import type { Commit, CommitState } from '@image-factory/client';
import type { StateFilter } from '../route/route.js';

/** User-facing names of the states. */
const STATE_NAMES: Readonly<Record<CommitState, string>> = {
  queued: 'Waiting',
  preparing: 'Preparing',
  committing: 'Reading',
  pushing: 'Pushing',
  succeeded: 'Saved',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** Filter options of the commit list with their user-facing names, and the states that they match. */
export const STATE_GROUPS: Readonly<Record<StateFilter, { readonly name: string; readonly states: CommitState[] }>> = {
  underway: { name: 'Under way', states: ['queued', 'preparing', 'committing', 'pushing'] },
  succeeded: { name: 'Saved', states: ['succeeded'] },
  failed: { name: 'Failed', states: ['failed'] },
  cancelled: { name: 'Cancelled', states: ['cancelled'] },
};

/** State of a commit, in one word. */
export function stateName(commit: Commit): string {
  return isBeingCancelled(commit) ? 'Cancelling' : STATE_NAMES[commit.state];
}

/** Whether a cancel was requested and the commit has not ended yet. */
export function isBeingCancelled({ cancelled_by, ended_at }: Commit): boolean {
  return cancelled_by !== undefined && ended_at === undefined;
}

/** Descriptions of how the registry confirmed the digest, keyed by `verified_by`. */
const CONFIRMATIONS: Readonly<Record<NonNullable<Commit['verified_by']>, string>> = {
  head: 'HEAD of the manifest',
  get: 'GET of the manifest',
  push: 'the registry’s answer to the push',
};

/** How the registry confirmed the digest of a commit; undefined if its agent did not report it. */
export function verificationOf({ verified_by: by }: Commit): string | undefined {
  return by && `verified by ${CONFIRMATIONS[by] ?? by}`;
}
