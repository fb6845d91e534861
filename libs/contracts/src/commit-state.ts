/** The states of a commit in v1. */
export enum CommitStatus {
  /** No such commit. */
  NOT_FOUND = 'NOT_FOUND',
  /** Accepted, not yet dispatched. */
  INITIALIZED = 'INITIALIZED',
  /** Dispatched to the agent. */
  PROCESSING = 'PROCESSING',
  /** The container is being committed. */
  COMMITTING = 'COMMITTING',
  /** The image is being pushed. */
  PUSHING = 'PUSHING',
  /** Ended: the registry has confirmed the image. */
  SUCCEEDED = 'SUCCEEDED',
  /** Ended: `status_msg` has the reason. */
  FAILED = 'FAILED',
}

/** The states of a commit in v2. */
export const COMMIT_STATES = [
  /** Accepted, not yet dispatched. */
  'queued',
  /** Dispatched to the agent. */
  'preparing',
  /** The container is being read or committed. */
  'committing',
  /** The image is being pushed. */
  'pushing',
  /** Ended: the registry has confirmed the image. */
  'succeeded',
  /** Ended: `error` has the reason. */
  'failed',
  /** Ended by a cancel request. */
  'cancelled',
] as const;

export type CommitState = (typeof COMMIT_STATES)[number];
