import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TaskLock } from './task-lock.port.js';

/** Contract of every task lock. */
export function taskLockContract(name: string, open: () => TaskLock): void {
  describe(`${name} as a task lock`, () => {
    let lock: TaskLock;

    beforeEach(() => void (lock = open()));
    afterEach(() => lock.close());

    it('executes a task repeatedly', async () => {
      const done: number[] = [];
      for (const round of [1, 2, 3]) {
        expect(await lock.exclusively('tidy', () => Promise.resolve(void done.push(round)))).toBe(true);
      }
      expect(done).toEqual([1, 2, 3]);
    });

    it('does not overlap executions of a task, but allows other tasks', async () => {
      const { promise: finished, resolve: finish } = deferred();
      const { promise: begun, resolve: begin } = deferred();
      const slow = lock.exclusively('tidy', () => {
        begin();
        return finished;
      });
      await begun;
      let again = false;
      let another = false;
      expect(await lock.exclusively('tidy', () => Promise.resolve(void (again = true)))).toBe(false);
      expect(await lock.exclusively('other', () => Promise.resolve(void (another = true)))).toBe(true);
      finish();
      expect(await slow).toBe(true);
      expect({ again, another }).toEqual({ again: false, another: true });
    });

    it('rethrows the error of a task, and executes it again next time', async () => {
      const failing = () => Promise.reject(new Error('disk full'));
      await expect(lock.exclusively('tidy', failing)).rejects.toThrow('disk full');
      expect(await lock.exclusively('tidy', () => Promise.resolve())).toBe(true);
    });
  });
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
