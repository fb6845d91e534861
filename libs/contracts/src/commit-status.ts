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
