import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { contextHeaders } from '@image-factory/service';
import { Registry } from 'prom-client';
import { Subject } from 'rxjs';
import type { CommitLedger } from '../commit/state/commit-ledger.js';
import type { CommitRecord } from '../commit/state/commit-record.js';
import { waitingRecord } from '../commit/state/stores/testing/waiting-record.js';
import { ProcessTaskLock } from '../platform/task-lock/process-task.lock.js';
import type { Delivery } from '../webhook/delivery-store.port.js';
import { MemoryDeliveryStore } from '../webhook/stores/memory/memory-delivery.store.js';
import { WebhookMetrics } from '../webhook/webhook-metrics.js';
import type { WebhookSettings } from '../webhook/webhook-settings.js';
import type { WebhookClient } from '../webhook/webhook.client.js';
import { DeliveriesService } from './deliveries.service.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const [SECOND, HOUR] = [1_000, 3_600_000];
const TRACE = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
const [FIRST, SECOND_URL] = ['https://one.example.com/hook?key=hunter2', 'https://two.example.com/'];

/** An attempt that the test ends. */
interface Attempt {
  readonly delivery: Delivery;
  /** Headers of the request context in which it runs. */
  readonly headers: Readonly<Record<string, string>>;
  readonly take: () => void;
  readonly refuse: (reason: string) => void;
}

describe('DeliveriesService', () => {
  let store: MemoryDeliveryStore;
  let registry: Registry;
  let changes: Subject<CommitRecord>;
  let attempts: Attempt[];
  let service: DeliveriesService;
  const error = jest.spyOn(Logger.prototype, 'error');

  beforeEach(() => {
    Logger.overrideLogger(false);
    error.mockClear();
    jest.useFakeTimers({ now: NOON });
    // Without jitter.
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    store = new MemoryDeliveryStore();
    registry = new Registry();
    changes = new Subject();
    attempts = [];
    const send = (delivery: Delivery, stop: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        setMaxListeners(0, stop);
        stop.addEventListener('abort', () => reject(new Error('broken off')));
        attempts.push({
          delivery,
          headers: contextHeaders(),
          take: resolve,
          refuse: (reason) => reject(new Error(reason)),
        });
      });
    service = new DeliveriesService(
      { urls: [FIRST, SECOND_URL] } as unknown as WebhookSettings,
      { send } as unknown as WebhookClient,
      new WebhookMetrics(registry, store),
      { changes } as unknown as CommitLedger,
      store,
      new ProcessTaskLock(),
    );
    service.onApplicationBootstrap();
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.mocked(Math.random).mockRestore();
  });

  function write(id: string, url = FIRST): void {
    const event = { commitId: `commit-${id}`, body: '{}', requestId: `request-${id}`, traceParent: TRACE };
    store.add([{ id, url, ...event, createdAt: NOON, dueAt: NOON, attempts: 0 }]);
  }

  /** Runs everything that is due now. */
  const settle = () => jest.advanceTimersByTimeAsync(0);

  async function deliver(): Promise<Attempt[]> {
    const before = attempts.length;
    service.deliver();
    await settle();
    return attempts.slice(before);
  }

  async function countOf(outcome: string): Promise<number> {
    const metric = await registry.getSingleMetric('image_factory_webhook_attempts_total')!.get();
    return metric.values.find(({ labels }) => (labels as { outcome: string }).outcome === outcome)!.value;
  }

  it('delivers once, as soon as a commit has ended', async () => {
    write('a');
    changes.next(waitingRecord('a'));
    await settle();
    expect(attempts).toEqual([]);
    changes.next({ ...waitingRecord('a'), status: 'FAILED' as CommitRecord['status'] });
    await settle();
    expect(attempts.map(({ delivery }) => delivery.id)).toEqual(['a']);
    attempts[0]!.take();
    await settle();
    expect(await store.count()).toBe(0);
    expect(await countOf('delivered')).toBe(1);
    expect(await deliver()).toEqual([]);
  });

  it('retries with doubling delays up to an hour, and logs an error after a day', async () => {
    write('a');
    const postpone = jest.spyOn(store, 'postpone');
    const moments: number[] = [];
    while ((await store.count()) > 0) {
      const dueAt = postpone.mock.lastCall?.[1] ?? NOON;
      jest.setSystemTime(dueAt - 1);
      expect(await deliver()).toEqual([]);
      jest.setSystemTime(dueAt);
      const [attempt] = await deliver();
      moments.push((dueAt - NOON) / SECOND);
      attempt!.refuse('HTTP 500');
      await settle();
    }
    expect(moments.slice(0, 6)).toEqual([0, 1, 3, 7, 15, 31]);
    const waits = moments.slice(1).map((moment, index) => moment - moments[index]!);
    expect(Math.max(...waits)).toBe(3600);
    expect(moments.at(-1)).toBeGreaterThan(22 * 3600);
    expect(moments.at(-1)).toBeLessThanOrEqual(24 * 3600);
    expect(await countOf('given_up')).toBe(1);
    expect(await countOf('failed')).toBe(moments.length - 1);
    expect(error.mock.calls).toEqual([
      [expect.objectContaining({ transaction: 'commit-a', receiver: 'https://one.example.com' }), 'webhook given up'],
    ]);
    expect(JSON.stringify(error.mock.calls)).not.toContain('hunter2');
  });

  it('sends each delivery in the request context of its commit', async () => {
    for (const id of ['a', 'b']) write(id);
    const sent = await deliver();
    expect(sent.map(({ headers }) => headers)).toEqual([
      { 'x-request-id': 'request-a', traceparent: TRACE },
      { 'x-request-id': 'request-b', traceparent: TRACE },
    ]);
  });

  it('sends four at once to a receiver, and a hanging receiver delays no other', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) write(id);
    write('z', SECOND_URL);
    const first = await deliver();
    expect(first.map(({ delivery }) => delivery.id).sort()).toEqual(['a', 'b', 'c', 'd', 'z']);
    expect(await deliver()).toEqual([]);
    first.find(({ delivery }) => delivery.id === 'a')!.take();
    await settle();
    expect(attempts.at(-1)!.delivery.id).toBe('e');
  });

  it('aborts running deliveries at shutdown, for the next start', async () => {
    write('a');
    await deliver();
    await service.onApplicationShutdown();
    expect(await store.claim({ url: FIRST, now: Date.now(), until: NOON + HOUR, limit: 9 })).toMatchObject([
      { id: 'a', attempts: 2 },
    ]);
    expect(await countOf('failed')).toBe(0);
  });

  it('drops deliveries of removed receivers after a day', async () => {
    write('a', 'https://gone.example.com/');
    jest.setSystemTime(NOON + 24 * HOUR);
    await service.giveUpOld();
    expect(await store.count()).toBe(1);
    jest.setSystemTime(NOON + 24 * HOUR + 1);
    await service.giveUpOld();
    expect(await store.count()).toBe(0);
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ attempts: 0 }), 'webhook given up');
  });
});
