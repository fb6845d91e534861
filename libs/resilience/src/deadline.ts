/**
 * Waits for a promise, but no longer than a deadline. The work behind the promise is not stopped.
 *
 * @param limitMs in milliseconds
 * @returns what the promise resolves with; undefined at the deadline
 * @throws what the promise rejects with before the deadline
 */
export async function settledWithin<T>(promise: Promise<T>, limitMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
    timer.unref();
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
