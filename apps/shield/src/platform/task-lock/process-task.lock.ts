import type { TaskLock } from './task-lock.port.js';

/** Task lock of a single shield: it does every task, one at a time per name. */
export class ProcessTaskLock implements TaskLock {
  private readonly running = new Set<string>();

  async exclusively(name: string, task: () => Promise<void>): Promise<boolean> {
    if (this.running.has(name)) return false;
    this.running.add(name);
    try {
      await task();
      return true;
    } finally {
      this.running.delete(name);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
