import { describe, expect, it } from '@jest/globals';
import { KeyedQueue, unlessAborted } from './keyed-queue.js';

const never = new AbortController().signal;

describe('KeyedQueue', () => {
  it('lets one in at a time, in order, and others under other keys', async () => {
    const queue = new KeyedQueue();
    const seen: string[] = [];
    const leaveFirst = await queue.enter('a', never);
    const second = queue.enter('a', never).then((leave) => (seen.push('second'), leave));
    const third = queue.enter('a', never).then((leave) => (seen.push('third'), leave));
    const leaveOther = await queue.enter('b', never);
    expect(seen).toEqual([]);
    leaveFirst();
    (await second)();
    (await third)();
    leaveOther();
    expect(seen).toEqual(['second', 'third']);
  });

  it('tells who would have to wait', async () => {
    const queue = new KeyedQueue();
    const leave = await queue.enter('a', never);
    expect([queue.isBusy('a'), queue.isBusy('b')]).toEqual([true, false]);
    leave();
    await new Promise(setImmediate);
    expect(queue.isBusy('a')).toBe(false);
  });

  it('goes on past one who gave up waiting, not before its turn', async () => {
    const queue = new KeyedQueue();
    const leave = await queue.enter('a', never);
    const controller = new AbortController();
    const impatient = queue.enter('a', controller.signal);
    let entered = false;
    const patient = queue.enter('a', never).then((end) => ((entered = true), end));
    controller.abort();
    await expect(impatient).rejects.toMatchObject({ code: 'cancelled' });
    await new Promise(setImmediate);
    expect(entered).toBe(false);
    leave();
    (await patient)();
    expect(entered).toBe(true);
  });

  it('lets nobody in whose signal has come before', async () => {
    const queue = new KeyedQueue();
    await expect(queue.enter('a', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    (await queue.enter('a', never))();
  });
});

describe('unlessAborted', () => {
  it('passes on what the promise brings', async () => {
    await expect(unlessAborted(Promise.resolve(1), never)).resolves.toBe(1);
    await expect(unlessAborted(Promise.reject(new Error('no')), never)).rejects.toThrow('no');
  });
});
