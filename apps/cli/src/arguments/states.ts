import type { CommitState } from '@image-factory/client';
import { InvalidArgumentError } from 'commander';

/** The states that a save can be in; the compiler tells when the shield has others. */
const STATES = {
  queued: true,
  preparing: true,
  committing: true,
  pushing: true,
  succeeded: true,
  failed: true,
  cancelled: true,
} as const satisfies Record<CommitState, true>;

/** The states of an argument, comma separated, after those of the arguments before it. */
export function states(text: string, before: readonly CommitState[] = []): CommitState[] {
  return [...before, ...text.split(',').map((state) => stateOf(state.trim()))];
}

function stateOf(text: string): CommitState {
  if (Object.hasOwn(STATES, text)) return text as CommitState;
  throw new InvalidArgumentError(`The states are ${Object.keys(STATES).join(', ')}.`);
}
