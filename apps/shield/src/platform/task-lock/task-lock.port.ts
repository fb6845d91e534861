/** Ensures that only one shield executes a scheduled task. */
export interface TaskLock {
  /**
   * Executes a task, unless another shield does, or this one still executes it.
   * @param name the task; the same name is the same task in all shields
   * @returns whether it was executed here
   * @throws errors of the task, or an error if the holder of the lock is unknown
   */
  exclusively(name: string, task: () => Promise<void>): Promise<boolean>;

  /** Leaves all tasks to the other shields. */
  close(): Promise<void>;
}

/** Injection token of the lock that the application uses. */
export const TASK_LOCK = Symbol('TaskLock');
