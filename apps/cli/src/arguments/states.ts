import type { CommitState } from '@image-factory/client';
import { InvalidArgumentError } from 'commander';

/** The commit states; a type error here means that the shield's states have changed. */
const STATES = {
  queued: true,
  preparing: true,
  committing: true,
  pushing: true,
  succeeded: true,
  failed: true,
  cancelled: true,
} as const satisfies Record<CommitState, true>;

/** Appends the comma-separated states of an argument to those of earlier arguments. */
export function states(text: string, before: readonly CommitState[] = []): CommitState[] {
  return [...before, ...text.split(',').map((state) => stateOf(state.trim()))];
}

function stateOf(text: string): CommitState {
  if (Object.hasOwn(STATES, text)) return text as CommitState;
  throw new InvalidArgumentError(`The states are ${Object.keys(STATES).join(', ')}.`);
}
