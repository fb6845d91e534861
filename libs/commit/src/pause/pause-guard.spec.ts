import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FactoryError } from '@image-factory/errors';
import { Backoff } from '@image-factory/resilience';
import type { ContainerFacts, ContainerSource, Pauser, PauseMethod } from '@image-factory/runtime';
import { observing } from '../commit-observer.js';
import { PauseGuard, type PauseGuardOptions } from './pause-guard.js';

const ID = 'a'.repeat(64);
const { signal } = new AbortController();

/** A runtime with one running container. */
class StubRuntime {
  paused = false;
  missing = false;
  resumes = 0;
  failures = 0;
  pauseMethod?: PauseMethod;
  resumeOffline?: () => Promise<boolean>;

  readonly containers = { find: () => this.answer(this.facts) } as unknown as ContainerSource;
  readonly pauser: Pauser = {
    pause: () => this.answer(void (this.paused = true)),
    resume: () => this.answer(void ((this.paused = false), (this.resumes += 1))),
    resumeOffline: () => this.resumeOffline?.() ?? Promise.resolve(false),
    wasResumedSince: () => Promise.resolve(false),
  };

  get facts(): ContainerFacts {
    const { paused, pauseMethod } = this;
    return { id: ID, name: 'alice', running: true, paused, pauseMethod, startedAt: 'now' } as ContainerFacts;
  }

  private answer<T>(value: T): Promise<T> {
    if (this.missing) return Promise.reject(new FactoryError('container_not_found', 'There is no such container.'));
    if (this.failures === 0) return Promise.resolve(value);
    this.failures -= 1;
    return Promise.reject(new FactoryError('engine_unreachable', 'The engine does not answer.'));
  }
}

describe('PauseGuard', () => {
  let folder: string;
  let runtime: StubRuntime;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pauses-'));
    runtime = new StubRuntime();
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const guardWith = (options: PauseGuardOptions = {}) =>
    new PauseGuard(runtime, folder, {
      backoff: new Backoff({ initialMs: 1, retries: 2 }),
      ...options,
    });
  const journal = () => readdirSync(join(folder, 'paused'));
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('makes a new commit wait until the runtime has finished an abandoned one', async () => {
    const guard = guardWith();
    const abandoned = await guard.hold(ID, 'abandoned', observing(), signal);
    const expected = await abandoned.expectPause(runtime.facts);
    expect(await expected.resume()).toBe(false);
    expect(guard.isHeld(ID)).toBe(true);

    let paused: { resume(): Promise<void> } | undefined;
    const next = guard.hold(ID, 'next', observing(), signal).then(async (hold) => (paused = await hold.pause(signal)));
    await settle();
    expect(paused).toBeUndefined();

    // Docker pauses the container for the abandoned commit only now: that pause alone is ended.
    runtime.paused = true;
    expect(await expected.resume()).toBe(true);
    await expected.end();
    abandoned.release();
    await next;
    expect([runtime.paused, runtime.resumes]).toEqual([true, 1]);
    await paused!.resume();
    expect([runtime.paused, runtime.resumes, journal()]).toEqual([false, 2, []]);
  });

  it('does not resume a container that a running commit holds, despite a journal entry', async () => {
    const guard = guardWith();
    const hold = await guard.hold(ID, 'running', observing(), signal);
    await hold.pause(signal);
    expect(await guard.resumeInterrupted()).toBe(0);
    expect([runtime.paused, journal()]).toEqual([true, [ID]]);
  });

  it('keeps a failed resume in the journal, warns, and resumes later', async () => {
    const warnings: string[] = [];
    const resumed: unknown[] = [];
    const guard = guardWith({ onResumed: (record) => void resumed.push(record) });
    const observer = observing({ warn: (message) => void warnings.push(message) });
    const hold = await guard.hold(ID, 'unlucky', observer, signal);
    const paused = await hold.pause(signal);
    runtime.failures = 3;
    await paused.resume();
    hold.release();
    expect(warnings).toEqual([
      expect.stringMatching(/is not resumed yet, retry 1\/2 in 0\.0 s: .*does not answer/),
      expect.stringMatching(/is not resumed yet, retry 2\/2 in 0\.0 s: .*does not answer/),
      expect.stringMatching(/may be left paused: .*does not answer/),
    ]);
    expect([runtime.paused, journal()]).toEqual([true, [ID]]);
    expect(await guard.resumeInterrupted()).toBe(1);
    expect(resumed).toMatchObject([{ transaction: 'unlucky', containerId: ID, name: 'alice' }]);
    expect([runtime.paused, journal()]).toEqual([false, []]);
  });

  it('resumes after a kill only what is paused by the method of the journal', async () => {
    runtime.pauseMethod = 'freezer';
    const killed = await guardWith().hold(ID, 'killed', observing(), signal);
    await killed.pause(signal);
    // The user has resumed the container and paused it by a command of the runtime.
    runtime.pauseMethod = 'runtime';
    expect(await guardWith().resumeInterrupted()).toBe(0);
    expect([runtime.paused, journal()]).toEqual([true, []]);

    runtime.paused = false;
    runtime.pauseMethod = 'freezer';
    await (await guardWith().hold(ID, 'killed again', observing(), signal)).pause(signal);
    expect(await guardWith().resumeInterrupted()).toBe(1);
    expect([runtime.paused, journal()]).toEqual([false, []]);
  });

  it('resumes without the runtime where that is possible', async () => {
    const hold = await guardWith().hold(ID, 'alone', observing(), signal);
    const paused = await hold.pause(signal);
    runtime.failures = Infinity;
    runtime.resumeOffline = () => Promise.resolve(!(runtime.paused = false));
    await paused.resume();
    expect([runtime.paused, journal()]).toEqual([false, []]);
  });

  it('resumes the container at once when its commit is cancelled', async () => {
    const cancel = new AbortController();
    const periods: unknown[] = [];
    const observer = observing({ paused: (period) => void periods.push(period) });
    const hold = await guardWith().hold(ID, 'cancelled', observer, cancel.signal);
    const paused = await hold.pause(cancel.signal);
    cancel.abort();
    await paused.resume();
    expect([runtime.paused, runtime.resumes]).toEqual([false, 1]);
    expect(periods).toMatchObject([{ containerId: ID }]);
  });

  it('stops waiting for the container when the commit is cancelled', async () => {
    const guard = guardWith();
    await guard.hold(ID, 'first', observing(), signal);
    const cancel = new AbortController();
    const waiting = guard.hold(ID, 'second', observing(), cancel.signal);
    cancel.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('keeps the journal entry of a missing container while its runtime may still be starting', async () => {
    const entry = (at: number): void => {
      mkdirSync(join(folder, 'paused'), { recursive: true });
      writeFileSync(join(folder, 'paused', ID), JSON.stringify({ startedAt: 'now', at }));
    };
    runtime.missing = true;
    entry(Date.now());
    expect(await guardWith().resumeInterrupted()).toBe(0);
    expect(journal()).toEqual([ID]);
    Object.assign(runtime, { missing: false, paused: true });
    expect(await guardWith().resumeInterrupted()).toBe(1);
    expect(journal()).toEqual([]);

    runtime.missing = true;
    entry(Date.now() - 3_600_000);
    expect(await guardWith().resumeInterrupted()).toBe(0);
    expect(journal()).toEqual([]);
  });
});
