/** Numbers of unended commits. */
export interface CommitCount {
  /** Commits to dispatch. */
  readonly queued: number;
  /** Dispatched commits. */
  readonly running: number;
}

/** The commits of each node. The registry reads them through this port, since it does not import the commits. */
export interface NodeLoad {
  /** Numbers of unended commits by the ip that they were posted with; an ip without any is absent. */
  countUnendedByIp(): Promise<ReadonlyMap<string, CommitCount>>;
}

/** Injection token of the node load. */
export const NODE_LOAD = Symbol('NodeLoad');
