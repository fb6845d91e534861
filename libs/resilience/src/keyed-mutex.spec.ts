import { describe, expect, it } from '@jest/globals';
import { KeyedMutex } from './keyed-mutex.js';

describe('KeyedMutex', () => {
  it('admits one holder per key at a time, in order', async () => {
    const mutex = new KeyedMutex();
    const seen: string[] = [];
    const releaseFirst = await mutex.acquire('a');
    const second = mutex.acquire('a').then((release) => (seen.push('second'), release));
    const third = mutex.acquire('a').then((release) => (seen.push('third'), release));
    const releaseOther = await mutex.acquire('b');
    expect(seen).toEqual([]);
    releaseFirst();
    (await second)();
    (await third)();
    releaseOther();
    expect(seen).toEqual(['second', 'third']);
  });

  it('reports which keys are locked', async () => {
    const mutex = new KeyedMutex();
    const release = await mutex.acquire('a');
    expect([mutex.isLocked('a'), mutex.isLocked('b')]).toEqual([true, false]);
    release();
    await new Promise(setImmediate);
    expect(mutex.isLocked('a')).toBe(false);
  });

  it('skips a waiter that gave up, without letting the next one in early', async () => {
    const mutex = new KeyedMutex();
    const release = await mutex.acquire('a');
    const stop = new AbortController();
    const impatient = mutex.acquire('a', stop.signal);
    let entered = false;
    const patient = mutex.acquire('a').then((end) => ((entered = true), end));
    stop.abort(new Error('stopped'));
    await expect(impatient).rejects.toThrow('stopped');
    await new Promise(setImmediate);
    expect(entered).toBe(false);
    release();
    (await patient)();
    expect(entered).toBe(true);
  });

  it('refuses a waiter whose signal was aborted before', async () => {
    const mutex = new KeyedMutex();
    await expect(mutex.acquire('a', AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    (await mutex.acquire('a'))();
  });

  it('releases the lock when the work fails', async () => {
    const mutex = new KeyedMutex();
    await expect(mutex.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(mutex.run('a', () => Promise.resolve(1))).resolves.toBe(1);
  });
});
