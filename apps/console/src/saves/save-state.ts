import type { Commit, CommitState } from '@image-factory/client';
import type { StateFilter } from '../route/route.js';

/** The states as a person calls them. */
export const STATE_NAMES: Readonly<Record<CommitState, string>> = {
  queued: 'Waiting',
  preparing: 'Preparing',
  committing: 'Reading',
  pushing: 'Pushing',
  succeeded: 'Saved',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** What the list of saves can be narrowed to, as a person calls it, and the states that it means. */
export const STATE_GROUPS: Readonly<Record<StateFilter, { readonly name: string; readonly states: CommitState[] }>> = {
  underway: { name: 'Under way', states: ['queued', 'preparing', 'committing', 'pushing'] },
  succeeded: { name: 'Saved', states: ['succeeded'] },
  failed: { name: 'Failed', states: ['failed'] },
  cancelled: { name: 'Cancelled', states: ['cancelled'] },
};

/** How a save stands, in a word. */
export function stateName(save: Commit): string {
  return isBeingCancelled(save) ? 'Cancelling' : STATE_NAMES[save.state];
}

/** Whether somebody has asked a save to stop that has not stopped yet. */
export function isBeingCancelled({ cancelled_by, ended_at }: Commit): boolean {
  return cancelled_by !== undefined && ended_at === undefined;
}
