/** Sees to it that a task which every shield would do by the clock is done by one of them. */
export interface TaskLock {
  /**
   * Does a task, unless another shield does it, or this one has not finished with it.
   * @param name the task; one name stands for one task in all shields
   * @returns whether it was done here
   * @throws what the task throws, or an error when it cannot be told who does it
   */
  exclusively(name: string, task: () => Promise<void>): Promise<boolean>;

  /** Leaves all tasks to the other shields. */
  close(): Promise<void>;
}

/** Token of the lock that the application uses. */
export const TASK_LOCK = Symbol('TaskLock');
