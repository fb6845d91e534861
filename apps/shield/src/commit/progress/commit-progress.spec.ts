import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger, type MessageEvent } from '@nestjs/common';
import { CommitStatus } from '@image-factory/contracts';
import { type Observable, Subject, type Subscription } from 'rxjs';
import type { CommitRecord } from '../state/commit-record.js';
import { NOON } from '../state/stores/testing/waiting-record.js';
import { ShieldCore } from '../../testing/shield-core.js';

const { PROCESSING, COMMITTING, PUSHING, SUCCEEDED, FAILED } = CommitStatus;

let core: ShieldCore;
let subscriptions: Subscription[];

beforeEach(async () => {
  Logger.overrideLogger(false);
  jest.useFakeTimers({ now: NOON });
  subscriptions = [];
  core = new ShieldCore();
  await core.register();
});

afterEach(() => {
  subscriptions.forEach((subscription) => subscription.unsubscribe());
  core.progress.onApplicationShutdown();
  jest.useRealTimers();
});

function collect<Item>(source: Observable<Item>): Item[] {
  const items: Item[] = [];
  subscriptions.push(source.subscribe((item) => items.push(item)));
  return items;
}

const bytes = (count: number) => ({ bytes: count, total_bytes: 1_000 });
const newest = async (id: string) => core.progress.newest(await core.records.get(id));

describe('CommitReports', () => {
  it('refuses a report about an unknown commit', async () => {
    await expect(core.report('no-such-id', PUSHING)).rejects.toMatchObject({ code: 'commit_not_found' });
  });

  it('moves a commit forwards only', async () => {
    const id = await core.dispatched('alice');
    await core.report(id, PUSHING, { seq: 2 });
    await core.report(id, COMMITTING, { seq: 3 });
    expect(await core.records.get(id)).toMatchObject({ status: PUSHING, seq: 2 });
  });

  it('ignores a repeated report, an overtaken one, and one of an earlier attempt', async () => {
    const id = await core.dispatched('alice');
    await core.report(id, PUSHING, { seq: 5, progress: bytes(500) });
    await core.report(id, PUSHING, { seq: 5, progress: bytes(1) });
    await core.report(id, PUSHING, { seq: 4, progress: bytes(2) });
    await core.report(id, FAILED, { seq: 9, attempt: 0 });
    expect(await newest(id)).toMatchObject({ status: PUSHING, seq: 5, progress: bytes(500) });
  });

  it('keeps the final state despite later reports', async () => {
    const id = await core.dispatched('alice');
    await core.report(id, SUCCEEDED, { seq: 1, digest: `sha256:${'a'.repeat(64)}` });
    await core.report(id, FAILED, { seq: 2, error_code: 'push_failed' });
    expect(await core.records.get(id)).toMatchObject({ status: SUCCEEDED, digest: `sha256:${'a'.repeat(64)}` });
  });

  it('stops an agent that works on a commit which has failed', async () => {
    const id = await core.dispatched('alice');
    await core.ledger.apply(id, { kind: 'fail', at: NOON, code: 'commit_timeout', reason: 'too long' });
    await core.report(id, PUSHING, { seq: 1 });
    await jest.advanceTimersByTimeAsync(0);
    expect(core.agent.stopped).toEqual([id]);
  });
});

describe('ProgressCache', () => {
  it('overlays progress at once and writes it at most every 3 s', async () => {
    const id = await core.dispatched('alice');
    await core.report(id, PUSHING, { seq: 1, progress: bytes(100) });
    await core.report(id, PUSHING, { seq: 2, progress: bytes(200) });
    expect(await core.records.get(id)).toMatchObject({ progress: bytes(100) });
    expect(await newest(id)).toMatchObject({ progress: bytes(200) });
    jest.setSystemTime(NOON + 3_000);
    await core.report(id, PUSHING, { seq: 3, progress: bytes(300) });
    expect(await core.records.get(id)).toMatchObject({ progress: bytes(300) });
  });

  it('forgets the progress of an attempt that is retried', async () => {
    const id = await core.dispatched('alice');
    await core.report(id, PUSHING, { seq: 1, progress: bytes(100) });
    await core.report(id, PUSHING, { seq: 2, progress: bytes(200) });
    await core.ledger.apply(id, { kind: 'requeue', at: NOON, reason: 'retrying' });
    expect((await newest(id)).progress).toBeUndefined();
  });
});

describe('ChangeFeed', () => {
  const seen = (records: CommitRecord[]) => records.map(({ status, seq }) => [status, seq]);

  it('delivers each change and each progress once, in order', async () => {
    const records = collect(core.feed.records);
    const id = await core.dispatched('alice');
    await core.report(id, PUSHING, { seq: 1 });
    await core.report(id, PUSHING, { seq: 2 });
    await core.report(id, PUSHING, { seq: 2 });
    await core.report(id, SUCCEEDED, { seq: 3 });
    expect(seen(records)).toEqual([
      [CommitStatus.INITIALIZED, 0],
      [PROCESSING, 0],
      [PUSHING, 1],
      [PUSHING, 2],
      [SUCCEEDED, 3],
    ]);
  });

  it('delivers the changes of other shields, and survives an invalid notification', async () => {
    const arrivals = new Subject<string>();
    const sent: string[] = [];
    core = new ShieldCore({}, { arrivals, notify: (text) => sent.push(text), close: () => Promise.resolve() });
    await core.register();
    const id = await core.dispatched('alice');
    core.feed.onApplicationBootstrap();
    const records = collect(core.feed.records);
    const { attempt, status, heardAt } = await core.records.get(id);
    arrivals.next('{');
    const progress = { id, attempt, status, heardAt, seq: 7, statusMsg: 'far away', progress: bytes(700) };
    arrivals.next(JSON.stringify(progress));
    arrivals.next(JSON.stringify({ written: 'no-such-id' }));
    await jest.advanceTimersByTimeAsync(0);
    core.feed.onApplicationShutdown();
    expect(seen(records)).toEqual([[PROCESSING, 7]]);
    expect(sent).toEqual([]);
  });
});

describe('CommitEvents', () => {
  const states = (events: MessageEvent[]) =>
    events.filter(({ type }) => type === 'commit').map(({ data }) => (data as { state: string }).state);

  it('streams one commit from its current state to its end, then completes', async () => {
    const id = await core.dispatched('alice');
    const stream = await core.events.ofOne(id);
    let completed = false;
    const events: MessageEvent[] = [];
    subscriptions.push(stream.subscribe({ next: (event) => events.push(event), complete: () => (completed = true) }));
    await jest.advanceTimersByTimeAsync(300);
    await core.report(id, PUSHING, { seq: 1 });
    await jest.advanceTimersByTimeAsync(300);
    await core.report(id, SUCCEEDED, { seq: 2 });
    await jest.advanceTimersByTimeAsync(300);
    expect(states(events)).toEqual(['preparing', 'pushing', 'succeeded']);
    expect(completed).toBe(true);
  });

  it('skips to the newest progress of a burst', async () => {
    const id = await core.dispatched('alice');
    const events = collect(await core.events.ofOne(id));
    for (let seq = 1; seq <= 20; seq++) await core.report(id, PUSHING, { seq, progress: bytes(seq) });
    await jest.advanceTimersByTimeAsync(300);
    expect(states(events)).toEqual(['preparing', 'pushing']);
    expect(events.at(-1)!.data).toMatchObject({ progress: { bytes: 20 } });
  });

  it('streams nothing about other commits', async () => {
    const id = await core.dispatched('alice');
    const events = collect(await core.events.ofOne(id));
    await core.dispatched('bob');
    await jest.advanceTimersByTimeAsync(300);
    expect(states(events)).toEqual(['preparing']);
  });

  it('replays the commits that have ended since the last event, each once', async () => {
    const old = await core.dispatched('old');
    await core.report(old, SUCCEEDED, { seq: 1 });
    jest.setSystemTime(NOON + 60_000);
    const missed = await core.dispatched('missed');
    await core.report(missed, FAILED, { seq: 1 });
    await core.dispatched('running');
    const events = collect(core.events.ofAll(String(NOON + 60_000)));
    await jest.advanceTimersByTimeAsync(300);
    expect(states(events).sort()).toEqual(['failed', 'preparing']);
  });

  it('sends a heartbeat while no commit changes', async () => {
    const events = collect(core.events.ofAll());
    await jest.advanceTimersByTimeAsync(15_000);
    expect(events).toEqual([{ type: 'heartbeat', data: '' }]);
  });

  it('ends its streams at shutdown and opens no more', () => {
    let completed = false;
    subscriptions.push(core.events.ofAll().subscribe({ complete: () => (completed = true) }));
    core.events.onModuleDestroy();
    expect(completed).toBe(true);
    expect(() => core.events.ofAll()).toThrow(expect.objectContaining({ code: 'shutting_down' }));
  });
});
