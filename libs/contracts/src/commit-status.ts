/** The states of a commit, as v1 has them on the wire. */
export enum CommitStatus {
  /** No such commit. */
  NOT_FOUND = 'NOT_FOUND',
  /** Accepted, not yet handed to the agent. */
  INITIALIZED = 'INITIALIZED',
  /** The agent has it. */
  PROCESSING = 'PROCESSING',
  /** The container is being committed. */
  COMMITTING = 'COMMITTING',
  /** The image is being pushed. */
  PUSHING = 'PUSHING',
  /** Ended: the registry has the image. */
  SUCCEEDED = 'SUCCEEDED',
  /** Ended: `status_msg` says why. */
  FAILED = 'FAILED',
}
