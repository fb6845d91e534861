/** The states of a commit, as v2 has them on the wire. */
export const COMMIT_STATES = [
  /** Accepted, not yet handed to the agent. */
  'queued',
  /** The agent has it. */
  'preparing',
  /** The container is being read or committed. */
  'committing',
  /** The image is being pushed. */
  'pushing',
  /** Ended: the registry has the image. */
  'succeeded',
  /** Ended: `error` says why. */
  'failed',
  /** Ended: somebody did not want it any more. */
  'cancelled',
] as const;

/** A state of a commit in v2. */
export type CommitState = (typeof COMMIT_STATES)[number];
