/** The time for which a commit has kept a container paused: Unix milliseconds. */
export interface PausePeriod {
  /** Full id of the container. */
  readonly containerId: string;
  readonly from: number;
  readonly to: number;
}

/** Stops the processes of a container for a moment, without their notice. Every failure is a FactoryError. */
export interface Pauser {
  /**
   * Pauses a container; once the promise resolves, no process of it runs.
   *
   * @throws FactoryError `container_not_found`, `engine_failed` if it does not run or is paused already,
   *   `engine_unreachable` if it may have been paused
   */
  pause(containerId: string): Promise<void>;

  /**
   * Resumes a paused container; once the promise resolves, its processes run.
   *
   * @throws FactoryError `container_not_found`, `engine_failed` if it is not paused, `engine_unreachable`
   */
  resume(containerId: string): Promise<void>;

  /**
   * Whether the container was resumed since a moment, as far as the runtime remembers: a pause it is in now is then
   * another one than that of the moment.
   *
   * @param at Unix milliseconds
   */
  wasResumedSince(containerId: string, at: number): Promise<boolean>;
}
