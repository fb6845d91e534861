/** The period in which a commit kept a container paused: Unix milliseconds. */
export interface PausePeriod {
  /** Full id of the container. */
  readonly containerId: string;
  readonly from: number;
  readonly to: number;
}

/** Pauses and resumes the processes of a container, which do not notice. Every failure is a FactoryError. */
export interface Pauser {
  /**
   * Pauses a container; none of its processes runs once the promise has resolved.
   *
   * @throws FactoryError `container_not_found`, `engine_failed` if it is stopped or already paused,
   *   `engine_unreachable` if it may have been paused
   */
  pause(containerId: string): Promise<void>;

  /**
   * Resumes a paused container; its processes run once the promise has resolved.
   *
   * @throws FactoryError `container_not_found`, `engine_failed` if it is not paused, `engine_unreachable`
   */
  resume(containerId: string): Promise<void>;

  /**
   * Resumes a container that this process has paused, if that needs no runtime: `resume` has just found it unreachable.
   *
   * @returns whether the container was resumed
   */
  resumeOffline?(containerId: string): Promise<boolean>;

  /**
   * Whether the container was resumed since a moment, as far as the runtime remembers: a current pause then differs
   * from the one at that moment.
   *
   * @param at Unix milliseconds
   */
  wasResumedSince(containerId: string, at: number): Promise<boolean>;
}
